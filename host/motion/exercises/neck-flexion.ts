import type { Exercise } from './exercise.ts';

/**
 * Sitting; bring the chin towards the chest. AAOS: flexion to 45 degrees. What the head tilts beyond the chest is
 * counted.
 */
export const neckFlexion: Exercise = {
  id: 'neck-flexion',
  name: 'Neck flexion',
  region: 'neck',
  angle: 'bend',
  sensors: ['sternum', 'head'],
  targetDeg: { low: 28, high: 45 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 0.5,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'neck', out: 'Bend', hold: 'Hold', back: 'Come up' },
  anatomical: { name: 'neck flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Sit upright, shoulders loose.',
    'Bring the chin slowly towards the chest.',
    'Hold, then come up slowly.',
  ],
  cues: ['The chest stays upright.'],
  equipment: ['chair'],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 15, high: 28 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'sitting',
    moves: { trunk: { neckFlexion: 1 } },
    view: { azimuthDeg: 22, tiltDeg: 4 },
    frame: 'head',
    arc: { pivot: ['head', [0, 0, 0]], tip: ['head', [0, 0, 0.27]] },
  },
};
