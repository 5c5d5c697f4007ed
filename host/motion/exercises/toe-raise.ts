import type { Exercise } from './exercise.ts';

/** Sitting; lift the forefoot, the heel stays on the floor. AAOS: dorsiflexion to 20 degrees. */
export const toeRaise: Exercise = {
  id: 'toe-raise',
  name: 'Toe raise',
  region: 'ankle',
  angle: 'elevation',
  sensors: ['foot'],
  targetDeg: { low: 10, high: 20 },
  tempo: { outS: 1.5, holdS: 1, backS: 1.5 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 10,
  words: { joint: 'foot', out: 'Lift', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'dorsiflexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Sit upright, feet flat on the floor.',
    'Lift the toes; the heel stays down.',
    'Hold, then lower slowly.',
  ],
  cues: ['Pull the foot up straight, not inwards.'],
  equipment: ['chair'],
  easier: [{ words: 'Leg stretched out', exercise: 'ankle-pump' }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 2 } } }],
  body: {
    posture: 'sitting',
    moves: { own: { ankleDorsiflexion: 1 } },
    view: { azimuthDeg: 22, tiltDeg: 8 },
    frame: 'lower-leg',
  },
};
