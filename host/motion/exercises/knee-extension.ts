import type { Exercise } from './exercise.ts';

/**
 * Sitting, lower leg hanging; straighten the knee, hold, lower. A straight leg is 90 degrees of travel (AAOS: full
 * extension is 0).
 */
export const kneeExtension: Exercise = {
  id: 'knee-extension',
  name: 'Knee extension',
  region: 'knee',
  angle: 'hinge',
  sensors: ['thigh', 'shank'],
  targetDeg: { low: 65, high: 90 },
  tempo: { outS: 2, holdS: 1, backS: 2 },
  mostProximalShare: 0.35,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'knee', out: 'Straighten', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'knee flexion', atStartDeg: 90, perTravelDeg: -1 },
  instructions: [
    'Sit well back on a firm chair, feet under the knees.',
    'Straighten one knee until the leg is almost level.',
    'Hold, then lower the foot slowly.',
  ],
  cues: ['Let the thigh rest on the seat.', 'Stay upright: do not lean back to lift the leg.'],
  equipment: ['chair'],
  easier: [
    { words: 'Only as far as half way', change: { targetDeg: { low: 40, high: 65 } } },
    { words: 'Lying down, by sliding the heel', exercise: 'heel-slide' },
  ],
  harder: [
    { words: 'Hold for three seconds', change: { tempo: { outS: 2, holdS: 3, backS: 3 } } },
    { words: 'Stand up from the chair instead', exercise: 'sit-to-stand' },
  ],
  body: { posture: 'sitting', moves: { own: { kneeFlexion: -1 } }, view: { azimuthDeg: 28, tiltDeg: 10 } },
};
