import type { Exercise } from './exercise.ts';

/** Standing on one leg, the knee a little bent; reach forwards with the other foot, just above the floor. */
export const forwardReach: Exercise = {
  id: 'forward-reach',
  name: 'Forward reach on one leg',
  region: 'balance',
  angle: 'sway',
  sensors: ['pelvis', 'thigh'],
  targetDeg: { low: 20, high: 40 },
  tempo: { outS: 2, holdS: 2, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 6,
  words: { joint: 'leg', out: 'Reach', hold: 'Hold', back: 'Return' },
  anatomical: { name: 'hip flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand beside something firm you can hold at any time.',
    'Bend the standing knee a little and reach forwards with the other foot.',
    'Hold, then return slowly.',
  ],
  cues: ['The standing knee stays above the foot.', 'The foot only hovers: no weight on it.'],
  equipment: ['worktop or wall'],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 12, high: 22 } } }],
  harder: [{ words: 'Hold for five seconds', change: { tempo: { outS: 2, holdS: 5, backS: 2 } } }],
  body: {
    posture: 'standing-supported',
    moves: {
      own: { hipFlexion: 1, ankleDorsiflexion: 0.2 },
      other: { hipFlexion: 0.4, kneeFlexion: 0.75, ankleDorsiflexion: 0.35 },
    },
    view: { azimuthDeg: 22, tiltDeg: 8 },
  },
};
