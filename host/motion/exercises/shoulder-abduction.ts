import type { Exercise } from './exercise.ts';

/** Arm hanging; raise it sideways, hold, lower. */
export const shoulderAbduction: Exercise = {
  id: 'shoulder-abduction',
  name: 'Shoulder abduction',
  angle: 'elevation',
  sensors: ['upper-arm', 'forearm'],
  targetDeg: { low: 70, high: 100 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'shoulder', out: 'Raise', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'shoulder abduction', atStartDeg: 0, perTravelDeg: 1 },
};
