import type { Exercise } from './exercise.ts';

/** Arm hanging; take it backwards, straight. AAOS: extension to 60 degrees. */
export const shoulderExtension: Exercise = {
  id: 'shoulder-extension',
  name: 'Shoulder extension',
  region: 'shoulder',
  angle: 'elevation',
  sensors: ['upper-arm'],
  targetDeg: { low: 25, high: 45 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'shoulder', out: 'Reach back', hold: 'Hold', back: 'Return' },
  anatomical: { name: 'shoulder extension', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand tall, the arm hanging.',
    'Take the straight arm backwards.',
    'Hold, then let it return slowly.',
  ],
  cues: ['Do not bend forwards.', 'The shoulder stays down and back.'],
  equipment: [],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 15, high: 25 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'standing',
    starts: { own: { elbowFlexion: -6 } },
    moves: { own: { shoulderFlexion: -1 } },
    view: { azimuthDeg: 10, tiltDeg: 6 },
    frame: 'upper',
  },
};
