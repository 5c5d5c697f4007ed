import type { Exercise } from './exercise.ts';

/** Arm hanging; bend the elbow, hold, lower. */
export const elbowFlexion: Exercise = {
  id: 'elbow-flexion',
  name: 'Elbow flexion',
  angle: 'hinge',
  sensors: ['upper-arm', 'forearm'],
  targetDeg: { low: 100, high: 145 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 0.6,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'elbow', out: 'Bend', hold: 'Hold', back: 'Straighten' },
  anatomical: { name: 'elbow flexion', atStartDeg: 0, perTravelDeg: 1 },
};
