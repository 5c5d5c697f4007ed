import type { Exercise } from './exercise.ts';

/** Sitting; look over the shoulder. AAOS: rotation to 60 degrees. */
export const neckRotation: Exercise = {
  id: 'neck-rotation',
  name: 'Neck rotation',
  region: 'neck',
  angle: 'turn',
  sensors: ['head'],
  targetDeg: { low: 40, high: 60 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'head', out: 'Turn', hold: 'Hold', back: 'Turn back' },
  anatomical: { name: 'neck rotation', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Sit upright, shoulders loose.',
    'Turn the head slowly to look over the shoulder.',
    'Hold, then turn back slowly.',
  ],
  cues: ['The shoulders stay where they are.', 'The chin stays level.'],
  equipment: ['chair'],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 25, high: 40 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'sitting',
    moves: { trunk: { neckTurn: 1 } },
    view: { azimuthDeg: 66, tiltDeg: 34 },
    frame: 'head',
    arc: { pivot: ['head', [0, 0, 0.13]], tip: ['head', [0.2, 0, 0.13]] },
  },
};
