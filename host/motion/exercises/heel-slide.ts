import type { Exercise } from './exercise.ts';

/**
 * Lying; slide the heel towards the seat and back. AAOS: knee flexion to 135 degrees; less is asked for, as lying
 * heels reach less.
 */
export const heelSlide: Exercise = {
  id: 'heel-slide',
  name: 'Heel slide',
  region: 'knee',
  angle: 'fold',
  sensors: ['thigh', 'shank'],
  targetDeg: { low: 75, high: 110 },
  tempo: { outS: 3, holdS: 1, backS: 3 },
  // Thigh and lower leg turn about as far, in opposite directions.
  mostProximalShare: 1.5,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'knee', out: 'Slide up', hold: 'Hold', back: 'Slide back' },
  anatomical: { name: 'knee flexion', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Lie on your back, legs straight.',
    'Slide one heel along the mat towards you, as far as is comfortable.',
    'Hold, then slide it back until the leg is straight.',
  ],
  cues: ['The heel stays on the mat.', 'Let the knee point to the ceiling, not outwards.'],
  equipment: ['mat'],
  easier: [{ words: 'A shorter way', change: { targetDeg: { low: 45, high: 75 } } }],
  harder: [{ words: 'Bend the knee standing', exercise: 'hamstring-curl' }],
  body: {
    posture: 'supine',
    moves: { own: { kneeFlexion: 1, hipFlexion: 0.5, ankleDorsiflexion: -0.1 } },
    view: { azimuthDeg: 12, tiltDeg: 14 },
  },
};
