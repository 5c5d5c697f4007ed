import type { Exercise } from './exercise.ts';

/**
 * Lying, knees bent; tilt the pelvis so that the small of the back meets the mat. The band is a plausible one, not
 * from a norm.
 */
export const pelvicTilt: Exercise = {
  id: 'pelvic-tilt',
  name: 'Pelvic tilt',
  region: 'lumbar spine',
  angle: 'elevation',
  sensors: ['pelvis'],
  targetDeg: { low: 8, high: 16 },
  tempo: { outS: 2, holdS: 2, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 10,
  words: { joint: 'pelvis', out: 'Tilt', hold: 'Hold', back: 'Let go' },
  anatomical: { name: 'posterior pelvic tilt', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Lie on your back, knees bent, feet flat.',
    'Press the small of the back gently into the mat.',
    'Hold, then let go.',
  ],
  cues: ['Keep breathing.', 'The seat stays on the mat.'],
  equipment: ['mat'],
  easier: [{ words: 'Without a hold', change: { tempo: { outS: 2, holdS: 0.5, backS: 2 } } }],
  harder: [{ words: 'Lift the hips', exercise: 'bridge' }],
  body: {
    posture: 'hook-lying',
    starts: { own: { shoulderFlexion: 6, shoulderAbduction: 16, elbowFlexion: 92, shoulderRotation: -78 } },
    moves: {
      trunk: { pelvisPitch: -1, lumbarFlexion: 1 },
      own: { hipFlexion: -1 },
      other: { hipFlexion: -1 },
    },
    view: { azimuthDeg: 12, tiltDeg: 12 },
    highlight: ['pelvis'],
    arc: { pivot: ['pelvis', [0, 0, 0.05]], tip: ['pelvis', [0.15, 0, -0.1]] },
  },
};
