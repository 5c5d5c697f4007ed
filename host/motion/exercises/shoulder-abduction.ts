import type { Exercise } from './exercise.ts';

/** Arm hanging; raise it sideways, hold, lower. AAOS: abduction to 180 degrees; to shoulder height is asked for. */
export const shoulderAbduction: Exercise = {
  id: 'shoulder-abduction',
  name: 'Shoulder abduction',
  region: 'shoulder',
  angle: 'elevation',
  sensors: ['upper-arm'],
  targetDeg: { low: 70, high: 100 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'shoulder', out: 'Raise', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'shoulder abduction', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand or sit, the arm hanging.',
    'Raise the straight arm sideways to shoulder height.',
    'Hold, then lower it slowly.',
  ],
  cues: ['Do not pull the shoulder up to the ear.', 'Do not lean to the other side.'],
  equipment: [],
  easier: [{ words: 'Half as high', change: { targetDeg: { low: 40, high: 70 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'standing',
    starts: { own: { shoulderAbduction: -5, elbowFlexion: -6 } },
    moves: { own: { shoulderAbduction: 1 } },
    view: { azimuthDeg: 80, tiltDeg: 6 },
    frame: 'upper',
  },
};
