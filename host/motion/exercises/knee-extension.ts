import type { Exercise } from './exercise.ts';

/** Sitting, lower leg hanging; straighten the knee, hold, lower. */
export const kneeExtension: Exercise = {
  id: 'knee-extension',
  name: 'Knee extension',
  angle: 'hinge',
  sensors: ['thigh', 'shank'],
  targetDeg: { low: 65, high: 90 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 0.35,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'knee', out: 'Straighten', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'knee flexion', atStartDeg: 90, perTravelDeg: -1 },
};
