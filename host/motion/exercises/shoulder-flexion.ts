import type { Exercise } from './exercise.ts';

/** Arm hanging; raise it forwards, hold, lower. AAOS: flexion to 180 degrees. */
export const shoulderFlexion: Exercise = {
  id: 'shoulder-flexion',
  name: 'Shoulder flexion',
  region: 'shoulder',
  angle: 'elevation',
  sensors: ['upper-arm'],
  targetDeg: { low: 110, high: 160 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'shoulder', out: 'Raise', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'shoulder flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand or sit, the arm hanging, thumb forwards.',
    'Raise the straight arm forwards and up.',
    'Hold, then lower it slowly.',
  ],
  cues: ['Do not arch the back.', 'The elbow stays straight.'],
  equipment: [],
  easier: [
    { words: 'To shoulder height', change: { targetDeg: { low: 70, high: 100 } } },
    { words: 'Lying on the back', exercise: 'supine-arm-raise' },
  ],
  harder: [{ words: 'Lower over four seconds', change: { tempo: { outS: 2, holdS: 2, backS: 4 } } }],
  body: {
    posture: 'standing',
    starts: { own: { shoulderAbduction: -4, elbowFlexion: -6 } },
    moves: { own: { shoulderFlexion: 1 } },
    view: { azimuthDeg: 24, tiltDeg: 6 },
    frame: 'upper',
  },
};
