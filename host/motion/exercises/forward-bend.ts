import type { Exercise } from './exercise.ts';

/** Standing; bend forwards vertebra by vertebra. Lumbar flexion is counted: what the trunk tilts beyond the pelvis. */
export const forwardBend: Exercise = {
  id: 'forward-bend',
  name: 'Forward bend',
  region: 'lumbar spine',
  angle: 'bend',
  sensors: ['pelvis', 'sternum'],
  targetDeg: { low: 30, high: 55 },
  tempo: { outS: 3, holdS: 1, backS: 3 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 6,
  words: { joint: 'back', out: 'Bend', hold: 'Hold', back: 'Come up' },
  anatomical: { name: 'lumbar flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand with the feet as wide as the hips.',
    'Bend forwards slowly, the arms hanging.',
    'Hold, then come up slowly.',
  ],
  cues: ['Knees straight but not locked.', 'Only as far as it is comfortable.'],
  equipment: [],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 15, high: 30 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 3, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'standing',
    moves: {
      trunk: { pelvisPitch: 0.5, lumbarFlexion: 1, neckFlexion: 0.25 },
      own: { hipFlexion: 0.5, shoulderFlexion: 1.45 },
      other: { hipFlexion: 0.5, shoulderFlexion: 1.45 },
    },
    highlight: ['thorax', 'head'],
    view: { azimuthDeg: 20, tiltDeg: 8 },
  },
};
