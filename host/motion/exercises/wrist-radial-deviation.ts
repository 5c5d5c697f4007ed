import type { Exercise } from './exercise.ts';

/**
 * Forearm on a table, thumb up; lift the thumb side of the hand. AAOS: radial deviation to 20, ulnar to 30 degrees;
 * here from 15 ulnar.
 */
export const wristRadialDeviation: Exercise = {
  id: 'wrist-radial-deviation',
  name: 'Wrist tilt',
  region: 'wrist',
  angle: 'bend',
  sensors: ['forearm', 'hand'],
  targetDeg: { low: 20, high: 35 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 0.5,
  sets: 2,
  repsPerSet: 10,
  words: { joint: 'wrist', out: 'Lift', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'radial deviation', atStartDeg: -15, perTravelDeg: 1 },
  instructions: [
    'Sit with the forearm on a table, thumb up, the hand over the edge and hanging a little.',
    'Lift the thumb side towards you.',
    'Hold, then lower it slowly.',
  ],
  cues: ['The forearm stays on the table and does not turn.'],
  equipment: ['chair', 'table'],
  easier: [{ words: 'Less far', change: { targetDeg: { low: 12, high: 20 } } }],
  harder: [{ words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } }],
  body: {
    posture: 'sitting-at-table',
    starts: { own: { wristRadialDeviation: -15 } },
    moves: { own: { wristRadialDeviation: 1 } },
    view: { azimuthDeg: 14, tiltDeg: 14 },
    frame: 'forearm',
  },
};
