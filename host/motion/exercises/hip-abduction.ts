import type { Exercise } from './exercise.ts';

/** Standing; lift the straight leg sideways. AAOS: hip abduction to 45 degrees. */
export const hipAbduction: Exercise = {
  id: 'hip-abduction',
  name: 'Hip abduction',
  region: 'hip',
  angle: 'elevation',
  sensors: ['thigh'],
  targetDeg: { low: 22, high: 40 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'leg', out: 'Lift', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'hip abduction', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand tall, fingertips on something firm.',
    'Lift one leg straight out to the side.',
    'Hold, then lower it slowly.',
  ],
  cues: ['Stay upright: do not lean to the other side.', 'The toes point forwards.'],
  equipment: ['worktop or wall'],
  easier: [{ words: 'Lying on the side, knees bent', exercise: 'clamshell' }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'standing-supported',
    moves: { own: { hipAbduction: 1 } },
    view: { azimuthDeg: 78, tiltDeg: 8 },
  },
};
