import type { Exercise } from './exercise.ts';

/** Forearm on a table, palm down, hand over the edge; lift the hand. AAOS: extension to 70 degrees. */
export const wristExtension: Exercise = {
  id: 'wrist-extension',
  name: 'Wrist extension',
  region: 'wrist',
  angle: 'bend',
  sensors: ['forearm', 'hand'],
  targetDeg: { low: 35, high: 60 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 0.5,
  sets: 2,
  repsPerSet: 10,
  words: { joint: 'wrist', out: 'Lift', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'wrist extension', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Sit with the forearm on a table, palm down, the hand over the edge.',
    'Lift the hand.',
    'Hold, then lower it slowly.',
  ],
  cues: ['The forearm stays on the table.', 'Fingers loose.'],
  equipment: ['chair', 'table'],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 20, high: 35 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'sitting-at-table',
    starts: { own: { forearmSupination: -90 } },
    moves: { own: { wristExtension: 1 } },
    view: { azimuthDeg: 14, tiltDeg: 14 },
    frame: 'forearm',
  },
};
