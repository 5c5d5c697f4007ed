import type { Exercise } from './exercise.ts';

/** Standing on one leg, the other knee held up in front. */
export const kneeRaiseHold: Exercise = {
  id: 'knee-raise-hold',
  name: 'Knee raise and hold',
  region: 'balance',
  angle: 'sway',
  sensors: ['pelvis', 'thigh'],
  targetDeg: { low: 45, high: 85 },
  tempo: { outS: 1.5, holdS: 5, backS: 1.5 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 5,
  words: { joint: 'knee', out: 'Lift', hold: 'Stand on one leg', back: 'Put down' },
  anatomical: { name: 'hip flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand beside something firm you can hold at any time.',
    'Lift one knee in front of you.',
    'Stand still on the other leg, then put the foot down.',
  ],
  cues: ['Stand tall: do not lean back.', 'The standing knee is not locked.'],
  equipment: ['worktop or wall'],
  easier: [{ words: 'Sitting', exercise: 'seated-march' }],
  harder: [{ words: 'For ten seconds', change: { tempo: { outS: 1.5, holdS: 10, backS: 1.5 } } }],
  body: {
    posture: 'standing-supported',
    moves: { own: { hipFlexion: 1, kneeFlexion: 1 } },
    view: { azimuthDeg: 24, tiltDeg: 8 },
    arc: { pivot: ['own-thigh', [0, 0, 0]], tip: ['own-shank', [0, 0, 0]] },
  },
};
