import type { Exercise } from './exercise.ts';

/**
 * Lying on the side, hips and knees bent, feet together; open the upper knee. AAOS: hip rotation and abduction to 45
 * degrees each.
 */
export const clamshell: Exercise = {
  id: 'clamshell',
  name: 'Clamshell',
  region: 'hip',
  angle: 'elevation',
  sensors: ['thigh'],
  targetDeg: { low: 22, high: 40 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'knee', out: 'Open', hold: 'Hold', back: 'Close' },
  anatomical: { name: 'opening of the hip', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Lie on your side, hips and knees bent, one foot on the other.',
    'Lift the upper knee; the feet stay together.',
    'Hold, then close slowly.',
  ],
  cues: ['The hips stay one above the other: do not roll back.'],
  equipment: ['mat'],
  easier: [{ words: 'Open less', change: { targetDeg: { low: 12, high: 22 } } }],
  harder: [{ words: 'Standing, the leg straight', exercise: 'hip-abduction' }],
  body: {
    posture: 'side-lying',
    starts: { own: { hipAbduction: -9 } },
    moves: { own: { hipRotation: 0.72, hipAbduction: 0.7 } },
    view: { azimuthDeg: 155, tiltDeg: 20 },
    arc: { pivot: ['own-foot', [0, 0, 0]], tip: ['own-shank', [0, 0, 0]] },
  },
};
