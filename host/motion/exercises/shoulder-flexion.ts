import type { Exercise } from './exercise.ts';

/** Arm hanging; raise it forwards, hold, lower. */
export const shoulderFlexion: Exercise = {
  id: 'shoulder-flexion',
  name: 'Shoulder flexion',
  angle: 'elevation',
  sensors: ['upper-arm', 'forearm'],
  targetDeg: { low: 110, high: 160 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'shoulder', out: 'Raise', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'shoulder flexion', atStartDeg: 0, perTravelDeg: 1 },
};
