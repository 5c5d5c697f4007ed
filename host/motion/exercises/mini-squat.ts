import type { Exercise } from './exercise.ts';

/** Standing; bend both knees a little and rise again. 40 to 65 degrees of knee flexion: well short of a full squat. */
export const miniSquat: Exercise = {
  id: 'mini-squat',
  name: 'Mini squat',
  region: 'knee',
  angle: 'fold',
  sensors: ['thigh', 'shank'],
  targetDeg: { low: 40, high: 65 },
  tempo: { outS: 3, holdS: 1, backS: 2 },
  // Thigh and lower leg turn about as far, in opposite directions.
  mostProximalShare: 1.8,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'knee', out: 'Bend', hold: 'Hold', back: 'Rise' },
  anatomical: { name: 'knee flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand with the feet as wide as the hips.',
    'Bend the knees and let the seat go back, as if to sit down.',
    'Hold, then rise.',
  ],
  cues: ['Knees stay above the feet.', 'Heels stay on the floor.'],
  equipment: [],
  easier: [
    { words: 'Less deep', change: { targetDeg: { low: 25, high: 40 } } },
    { words: 'From a chair and back', exercise: 'sit-to-stand' },
  ],
  harder: [{ words: 'Stay down for three seconds', change: { tempo: { outS: 3, holdS: 3, backS: 2 } } }],
  body: {
    posture: 'standing',
    starts: { own: { kneeFlexion: 0 } },
    moves: {
      trunk: { pelvisPitch: 0.4, neckFlexion: -0.25 },
      own: { hipFlexion: 0.95, kneeFlexion: 1, ankleDorsiflexion: 0.45, shoulderFlexion: 1.25 },
      other: { hipFlexion: 0.95, kneeFlexion: 1, ankleDorsiflexion: 0.45, shoulderFlexion: 1.25 },
    },
    view: { azimuthDeg: 28, tiltDeg: 8 },
    highlight: ['own-thigh', 'own-shank', 'own-foot'],
    arc: { pivot: ['own-foot', [0, 0, 0]], tip: ['head', [0, 0, 0.27]] },
  },
};
