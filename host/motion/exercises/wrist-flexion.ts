import type { Exercise } from './exercise.ts';

/** Forearm on a table, palm up, hand over the edge; lift the hand. AAOS: flexion to 80 degrees. */
export const wristFlexion: Exercise = {
  id: 'wrist-flexion',
  name: 'Wrist flexion',
  region: 'wrist',
  angle: 'bend',
  sensors: ['forearm', 'hand'],
  targetDeg: { low: 40, high: 70 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 0.5,
  sets: 2,
  repsPerSet: 10,
  words: { joint: 'wrist', out: 'Lift', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'wrist flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Sit with the forearm on a table, palm up, the hand over the edge.',
    'Lift the hand towards you.',
    'Hold, then lower it slowly.',
  ],
  cues: ['The forearm stays on the table.', 'Fingers loose.'],
  equipment: ['chair', 'table'],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 20, high: 40 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'sitting-at-table',
    starts: { own: { forearmSupination: 85 } },
    moves: { own: { wristExtension: -1 } },
    view: { azimuthDeg: 14, tiltDeg: 14 },
    frame: 'forearm',
  },
};
