import type { Exercise } from './exercise.ts';

/** Standing; take the straight leg backwards. AAOS: hip extension to 30 degrees. */
export const hipExtension: Exercise = {
  id: 'hip-extension',
  name: 'Hip extension',
  region: 'hip',
  angle: 'elevation',
  sensors: ['thigh'],
  targetDeg: { low: 12, high: 25 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'leg', out: 'Reach back', hold: 'Hold', back: 'Return' },
  anatomical: { name: 'hip extension', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand tall, fingertips on something firm.',
    'Take one straight leg backwards, a little.',
    'Hold, then bring it back slowly.',
  ],
  cues: ['The trunk stays upright.', 'Tighten the seat of the moving leg.'],
  equipment: ['worktop or wall'],
  easier: [{ words: 'Lying on the back', exercise: 'bridge' }],
  harder: [{ words: 'On hands and knees', exercise: 'bird-dog' }],
  body: {
    posture: 'standing-supported',
    moves: { own: { hipFlexion: -1 } },
    view: { azimuthDeg: 18, tiltDeg: 8 },
  },
};
