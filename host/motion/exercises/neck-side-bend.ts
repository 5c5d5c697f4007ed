import type { Exercise } from './exercise.ts';

/**
 * Sitting; bring the ear towards the shoulder. AAOS: lateral flexion to 45 degrees. What the head tilts beyond the
 * chest is counted.
 */
export const neckSideBend: Exercise = {
  id: 'neck-side-bend',
  name: 'Neck side bend',
  region: 'neck',
  angle: 'bend',
  sensors: ['sternum', 'head'],
  targetDeg: { low: 22, high: 40 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 0.5,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'neck', out: 'Bend', hold: 'Hold', back: 'Come up' },
  anatomical: { name: 'neck lateral flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Sit upright, shoulders loose.',
    'Bring one ear slowly towards the shoulder.',
    'Hold, then come up slowly.',
  ],
  cues: ['The shoulder stays down.', 'Look straight ahead.'],
  equipment: ['chair'],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 12, high: 22 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'sitting',
    moves: { trunk: { neckSideBend: 1 } },
    view: { azimuthDeg: 82, tiltDeg: 6 },
    frame: 'head',
    arc: { pivot: ['head', [0, 0, 0]], tip: ['head', [0, 0, 0.27]] },
  },
};
