import type { Exercise } from './exercise.ts';

/**
 * Elbow at the side and bent; turn the forearm outwards. AAOS: lateral rotation to 90 degrees, measured with the arm
 * raised.
 */
export const shoulderExternalRotation: Exercise = {
  id: 'shoulder-external-rotation',
  name: 'Shoulder external rotation',
  region: 'shoulder',
  angle: 'turn',
  sensors: ['forearm'],
  targetDeg: { low: 30, high: 60 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'shoulder', out: 'Turn out', hold: 'Hold', back: 'Turn back' },
  anatomical: { name: 'shoulder external rotation', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand or sit, the elbow at your side and bent, the forearm pointing forwards.',
    'Turn the forearm outwards, like a door.',
    'Hold, then turn it back slowly.',
  ],
  cues: ['The elbow stays at the side.', 'The trunk does not turn with it.'],
  equipment: [],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 20, high: 35 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'standing',
    starts: { own: { elbowFlexion: 82, shoulderAbduction: -4 } },
    moves: { own: { shoulderRotation: 1 } },
    view: { azimuthDeg: 118, tiltDeg: 30 },
    frame: 'upper',
  },
};
