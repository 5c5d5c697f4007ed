import type { Exercise } from './exercise.ts';

/** Lying, upper arm upright, elbow bent; straighten it towards the ceiling. AAOS: full extension is 0. */
export const elbowExtension: Exercise = {
  id: 'elbow-extension',
  name: 'Elbow extension',
  region: 'elbow',
  angle: 'hinge',
  sensors: ['upper-arm', 'forearm'],
  targetDeg: { low: 75, high: 105 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 0.6,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'elbow', out: 'Straighten', hold: 'Hold', back: 'Bend' },
  anatomical: { name: 'elbow flexion', atStartDeg: 105, perTravelDeg: -1 },
  instructions: [
    'Lie on your back, the upper arm pointing to the ceiling, the elbow bent.',
    'Straighten the elbow.',
    'Hold, then bend it slowly.',
  ],
  cues: ['The upper arm stays upright; the other hand may hold it.'],
  equipment: ['mat'],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 50, high: 75 } } }],
  harder: [{ words: 'Bend over four seconds', change: { tempo: { outS: 2, holdS: 2, backS: 4 } } }],
  body: {
    posture: 'supine',
    starts: { own: { shoulderFlexion: 90, shoulderAbduction: -10, elbowFlexion: 97 } },
    moves: { own: { elbowFlexion: -1 } },
    view: { azimuthDeg: 14, tiltDeg: 14 },
    frame: 'upper',
  },
};
