import type { Exercise } from './exercise.ts';

/** Lying on the back, knees bent; lift the hips until trunk and thighs are almost in line. */
export const bridge: Exercise = {
  id: 'bridge',
  name: 'Bridge',
  region: 'hip',
  angle: 'elevation',
  sensors: ['pelvis'],
  targetDeg: { low: 16, high: 30 },
  tempo: { outS: 2, holdS: 2, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'hips', out: 'Lift', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'lift of the pelvis', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Lie on your back, knees bent, feet flat and as wide as the hips.',
    'Tighten the seat and lift the hips.',
    'Hold, then lower them slowly.',
  ],
  cues: ['Shoulders and feet carry the weight.', 'Knees stay as wide as the hips.'],
  equipment: ['mat'],
  easier: [{ words: 'Only tilt the pelvis', exercise: 'pelvic-tilt' }],
  harder: [{ words: 'Hold for five seconds', change: { tempo: { outS: 2, holdS: 5, backS: 3 } } }],
  body: {
    posture: 'hook-lying',
    moves: {
      trunk: { pelvisPitch: -1, neckFlexion: 1 },
      own: { hipFlexion: -2, kneeFlexion: -0.09, ankleDorsiflexion: 0.91, shoulderFlexion: -1 },
      other: { hipFlexion: -2, kneeFlexion: -0.09, ankleDorsiflexion: 0.91, shoulderFlexion: -1 },
    },
    support: ['thorax', [0, 0, 0.38]],
    view: { azimuthDeg: 12, tiltDeg: 12 },
    highlight: ['pelvis', 'thorax', 'own-thigh'],
    arc: { pivot: ['thorax', [0, 0, 0.38]], tip: ['pelvis', [0.12, 0, 0]] },
  },
};
