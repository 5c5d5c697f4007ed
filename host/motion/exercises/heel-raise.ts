import type { Exercise } from './exercise.ts';

/** Standing; rise onto the toes. AAOS: plantar flexion to 50 degrees. */
export const heelRaise: Exercise = {
  id: 'heel-raise',
  name: 'Heel raise',
  region: 'ankle',
  angle: 'elevation',
  sensors: ['foot'],
  targetDeg: { low: 20, high: 40 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 10,
  words: { joint: 'heel', out: 'Rise', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'plantar flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Stand tall, fingertips on something firm.',
    'Rise onto the balls of both feet.',
    'Hold, then lower the heels slowly.',
  ],
  cues: ['Rise straight up, not forwards.', 'The weight is on the big toes, not on the little ones.'],
  equipment: ['worktop or wall'],
  easier: [{ words: 'Sitting or lying, without weight', exercise: 'ankle-pump' }],
  harder: [{ words: 'Lower over four seconds', change: { tempo: { outS: 2, holdS: 2, backS: 4 } } }],
  body: {
    posture: 'standing-supported',
    moves: {
      own: { ankleDorsiflexion: -1 },
      other: { ankleDorsiflexion: -1, shoulderFlexion: -0.25, elbowFlexion: 0 },
    },
    support: ['other-foot', [0.13, 0, -0.066]],
    view: { azimuthDeg: 22, tiltDeg: 8 },
    arc: { pivot: ['own-foot', [0.13, 0, -0.066]], tip: ['own-foot', [-0.06, 0, -0.04]] },
    frame: 'lower-leg',
  },
};
