import type { Exercise } from './exercise.ts';

/** Lying, one knee bent; lift the straight leg to about the height of the other knee. */
export const straightLegRaise: Exercise = {
  id: 'straight-leg-raise',
  name: 'Straight leg raise',
  region: 'hip',
  angle: 'elevation',
  sensors: ['thigh'],
  targetDeg: { low: 30, high: 55 },
  tempo: { outS: 2, holdS: 2, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'leg', out: 'Lift', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'hip flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Lie on your back, one knee bent, the other leg straight.',
    'Tighten the thigh and lift the straight leg to the height of the other knee.',
    'Hold, then lower it slowly.',
  ],
  cues: ['The knee stays straight.', 'The small of the back stays where it is.'],
  equipment: ['mat'],
  easier: [{ words: 'Half as high', change: { targetDeg: { low: 15, high: 30 } } }],
  harder: [{ words: 'Hold for five seconds', change: { tempo: { outS: 2, holdS: 5, backS: 3 } } }],
  body: {
    posture: 'supine',
    starts: { other: { hipFlexion: 50, kneeFlexion: 108, ankleDorsiflexion: -17 } },
    moves: { own: { hipFlexion: 1 } },
    view: { azimuthDeg: 12, tiltDeg: 14 },
  },
};
