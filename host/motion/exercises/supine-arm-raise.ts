import type { Exercise } from './exercise.ts';

/** Lying on the back; raise the straight arm towards the ceiling and overhead: gravity helps on the second half. */
export const supineArmRaise: Exercise = {
  id: 'supine-arm-raise',
  name: 'Arm raise lying down',
  region: 'shoulder',
  angle: 'elevation',
  sensors: ['upper-arm'],
  targetDeg: { low: 100, high: 150 },
  tempo: { outS: 3, holdS: 1, backS: 3 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'shoulder', out: 'Raise', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'shoulder flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Lie on your back, arms beside you.',
    'Raise one straight arm towards the ceiling and on over your head.',
    'Hold, then bring it back slowly.',
  ],
  cues: ['The small of the back stays on the mat.', 'Let the other hand help if it is hard.'],
  equipment: ['mat'],
  easier: [{ words: 'Only to the ceiling', change: { targetDeg: { low: 70, high: 95 } } }],
  harder: [{ words: 'Standing', exercise: 'shoulder-flexion' }],
  body: {
    posture: 'supine',
    starts: { own: { shoulderAbduction: -12, elbowFlexion: -6 } },
    moves: { own: { shoulderFlexion: 1 } },
    view: { azimuthDeg: 14, tiltDeg: 14 },
  },
};
