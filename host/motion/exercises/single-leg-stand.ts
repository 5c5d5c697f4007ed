import type { Exercise } from './exercise.ts';

/** Standing on one leg, the other foot held up behind. 20 s is a goal for practice, not a threshold of anything. */
export const singleLegStand: Exercise = {
  id: 'single-leg-stand',
  name: 'Single leg stand',
  region: 'balance',
  angle: 'sway',
  sensors: ['pelvis', 'shank'],
  targetDeg: { low: 35, high: 80 },
  tempo: { outS: 1.5, holdS: 20, backS: 1.5 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 3,
  words: { joint: 'foot', out: 'Lift', hold: 'Stand on one leg', back: 'Put down' },
  anatomical: { name: 'lift of the lower leg', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand beside something firm you can hold at any time.',
    'Lift one foot off the floor behind you.',
    'Stand still on the other leg, then put the foot down.',
  ],
  cues: ['Look at a point ahead.', 'Stand tall on the straight leg.'],
  equipment: ['worktop or wall'],
  easier: [
    { words: 'For ten seconds', change: { tempo: { outS: 1.5, holdS: 10, backS: 1.5 } } },
    { words: 'Fingertips stay on the worktop', change: { repsPerSet: 2 } },
  ],
  harder: [{ words: 'For thirty seconds', change: { tempo: { outS: 1.5, holdS: 30, backS: 1.5 } } }],
  body: {
    posture: 'standing-supported',
    moves: { own: { kneeFlexion: 1 } },
    view: { azimuthDeg: 24, tiltDeg: 8 },
  },
};
