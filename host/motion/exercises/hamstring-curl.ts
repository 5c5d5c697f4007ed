import type { Exercise } from './exercise.ts';

/**
 * Standing; bend the knee so that the foot rises behind. AAOS: knee flexion to 135 degrees; against gravity less is
 * reached.
 */
export const hamstringCurl: Exercise = {
  id: 'hamstring-curl',
  name: 'Standing knee bend',
  region: 'knee',
  angle: 'hinge',
  sensors: ['thigh', 'shank'],
  targetDeg: { low: 65, high: 105 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 0.35,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'knee', out: 'Bend', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'knee flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand tall, fingertips on something firm.',
    'Bend one knee and bring the heel up behind you.',
    'Hold, then lower the foot slowly.',
  ],
  cues: ['Keep both thighs side by side.', 'Do not bend forwards.'],
  equipment: ['worktop or wall'],
  easier: [{ words: 'Half as far', change: { targetDeg: { low: 40, high: 65 } } }],
  harder: [{ words: 'Lower over four seconds', change: { tempo: { outS: 2, holdS: 1, backS: 4 } } }],
  body: {
    posture: 'standing-supported',
    moves: { own: { kneeFlexion: 1 } },
    view: { azimuthDeg: 22, tiltDeg: 8 },
  },
};
