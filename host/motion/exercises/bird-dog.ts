import type { Exercise } from './exercise.ts';

/** On hands and knees; stretch one leg backwards and the opposite arm forwards. */
export const birdDog: Exercise = {
  id: 'bird-dog',
  name: 'Bird dog',
  region: 'lumbar spine',
  angle: 'elevation',
  sensors: ['thigh'],
  targetDeg: { low: 50, high: 76 },
  tempo: { outS: 2, holdS: 2, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 6,
  words: { joint: 'leg', out: 'Stretch', hold: 'Hold', back: 'Return' },
  anatomical: { name: 'hip flexion', atStartDeg: 76, perTravelDeg: -1 },
  instructions: [
    'Kneel on hands and knees, the back level.',
    'Stretch one leg backwards and the opposite arm forwards.',
    'Hold, then return slowly.',
  ],
  cues: ['The back stays level: the hips do not turn.'],
  equipment: ['mat'],
  easier: [{ words: 'Standing, only the leg', exercise: 'hip-extension' }],
  harder: [{ words: 'Hold for five seconds', change: { tempo: { outS: 2, holdS: 5, backS: 2 } } }],
  body: {
    posture: 'hands-and-knees',
    moves: { own: { hipFlexion: -1, kneeFlexion: -1 }, other: { shoulderFlexion: 1 } },
    view: { azimuthDeg: 16, tiltDeg: 12 },
  },
};
