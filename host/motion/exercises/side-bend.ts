import type { Exercise } from './exercise.ts';

/** Standing; slide a hand down the thigh. AAOS: lateral bend of the trunk to 35 degrees. */
export const sideBend: Exercise = {
  id: 'side-bend',
  name: 'Side bend',
  region: 'lumbar spine',
  angle: 'bend',
  sensors: ['pelvis', 'sternum'],
  targetDeg: { low: 18, high: 32 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'trunk', out: 'Bend', hold: 'Hold', back: 'Come up' },
  anatomical: { name: 'lateral bend', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand with the feet as wide as the hips.',
    'Slide one hand down the outer side of the thigh.',
    'Hold, then come up slowly.',
  ],
  cues: ['Do not lean forwards.', 'Both feet stay on the floor.'],
  equipment: [],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 10, high: 18 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'standing',
    moves: {
      trunk: { lumbarSideBend: 1, neckSideBend: 0.3 },
      own: { shoulderAbduction: -0.1 },
      other: { shoulderAbduction: 0.1 },
    },
    view: { azimuthDeg: 84, tiltDeg: 6 },
  },
};
