import type { Exercise } from './exercise.ts';

/** Forearm on a table, thumb up; turn the palm up. AAOS: supination to 80 degrees. */
export const forearmRotation: Exercise = {
  id: 'forearm-rotation',
  name: 'Forearm rotation',
  region: 'elbow',
  angle: 'elevation',
  sensors: ['forearm'],
  targetDeg: { low: 50, high: 80 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'forearm', out: 'Turn the palm up', hold: 'Hold', back: 'Turn back' },
  anatomical: { name: 'supination', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Sit with the forearm on a table, elbow bent, thumb up.',
    'Turn the palm up.',
    'Hold, then turn it back slowly.',
  ],
  cues: ['The elbow stays at the side and on the table.'],
  equipment: ['chair', 'table'],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 30, high: 50 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'sitting-at-table',
    moves: { own: { forearmSupination: 1 } },
    view: { azimuthDeg: 64, tiltDeg: 14 },
    frame: 'forearm',
    arc: { pivot: ['own-hand', [0, 0, -0.06]], tip: ['own-hand', [0.075, 0, -0.085]] },
  },
};
