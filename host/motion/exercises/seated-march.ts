import type { Exercise } from './exercise.ts';

/** Sitting; lift one knee. AAOS: hip flexion to 120 degrees, of which sitting takes 90. */
export const seatedMarch: Exercise = {
  id: 'seated-march',
  name: 'Seated march',
  region: 'hip',
  angle: 'elevation',
  sensors: ['thigh'],
  targetDeg: { low: 12, high: 28 },
  tempo: { outS: 1.5, holdS: 1, backS: 1.5 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 10,
  words: { joint: 'knee', out: 'Lift', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'hip flexion', atStartDeg: 90, perTravelDeg: 1 },
  instructions: [
    'Sit upright on a firm chair.',
    'Lift one knee, the foot leaves the floor.',
    'Hold, then lower it slowly.',
  ],
  cues: ['Stay upright: do not lean back.'],
  equipment: ['chair'],
  easier: [{ words: 'Lying, by sliding the heel', exercise: 'heel-slide' }],
  harder: [{ words: 'Standing, and hold the knee up', exercise: 'knee-raise-hold' }],
  body: {
    posture: 'sitting',
    moves: { own: { hipFlexion: 1, kneeFlexion: 0.9 } },
    view: { azimuthDeg: 28, tiltDeg: 10 },
    arc: { pivot: ['own-thigh', [0, 0, 0]], tip: ['own-shank', [0, 0, 0]] },
  },
};
