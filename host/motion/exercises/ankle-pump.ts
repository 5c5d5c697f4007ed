import type { Exercise } from './exercise.ts';

/**
 * Legs stretched out; pull the toes up and let them go. AAOS: dorsiflexion to 20, plantar flexion to 50 degrees; here
 * from 30 below.
 */
export const anklePump: Exercise = {
  id: 'ankle-pump',
  name: 'Ankle pump',
  region: 'ankle',
  angle: 'hinge',
  sensors: ['shank', 'foot'],
  targetDeg: { low: 30, high: 48 },
  tempo: { outS: 1.5, holdS: 1, backS: 1.5 },
  mostProximalShare: 0.35,
  sets: 2,
  repsPerSet: 10,
  words: { joint: 'ankle', out: 'Pull up', hold: 'Hold', back: 'Let go' },
  anatomical: { name: 'dorsiflexion', atStartDeg: -30, perTravelDeg: 1 },
  instructions: [
    'Sit or lie with the leg stretched out, the heel a little over the edge of a cushion.',
    'Pull the toes towards you.',
    'Hold, then let them go down again.',
  ],
  cues: ['The knee stays still.', 'Move slowly, without a jerk.'],
  equipment: ['mat'],
  easier: [{ words: 'A smaller way', change: { targetDeg: { low: 20, high: 30 } } }],
  harder: [{ words: 'Standing, on the toes', exercise: 'heel-raise' }],
  body: {
    posture: 'long-sitting',
    starts: { own: { ankleDorsiflexion: -10 } },
    moves: { own: { ankleDorsiflexion: 1 } },
    view: { azimuthDeg: 22, tiltDeg: 12 },
    frame: 'lower-leg',
  },
};
