import type { Exercise } from './exercise.ts';

/**
 * Stand up from a chair and sit down again; the thigh turns from level to upright, 90 degrees less the chair's height.
 */
export const sitToStand: Exercise = {
  id: 'sit-to-stand',
  name: 'Sit to stand',
  region: 'knee',
  angle: 'elevation',
  sensors: ['thigh'],
  targetDeg: { low: 70, high: 90 },
  tempo: { outS: 2, holdS: 1, backS: 3 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 6,
  words: { joint: 'thigh', out: 'Stand up', hold: 'Stand', back: 'Sit down' },
  anatomical: { name: 'hip flexion', atStartDeg: 90, perTravelDeg: -1 },
  instructions: [
    'Sit on the front half of a firm chair, feet under the knees.',
    'Lean forwards and stand up.',
    'Stand still for a moment, then sit down slowly.',
  ],
  cues: ['Both feet carry alike.', 'Do not drop into the seat.'],
  equipment: ['chair without wheels'],
  easier: [
    { words: 'Push with the hands on the armrests', change: { repsPerSet: 4 } },
    { words: 'Only straighten the knee, sitting', exercise: 'knee-extension' },
  ],
  harder: [{ words: 'Sit down over five seconds', change: { tempo: { outS: 2, holdS: 1, backS: 5 } } }],
  body: {
    posture: 'sitting',
    moves: {
      own: { hipFlexion: -1, kneeFlexion: -1, shoulderFlexion: -0.06, elbowFlexion: -0.6 },
      other: { hipFlexion: -1, kneeFlexion: -1, shoulderFlexion: -0.06, elbowFlexion: -0.6 },
    },
    midway: {
      trunk: { pelvisPitch: 34 },
      own: { hipFlexion: 34, kneeFlexion: 14, ankleDorsiflexion: 14, shoulderFlexion: 45 },
      other: { hipFlexion: 34, kneeFlexion: 14, ankleDorsiflexion: 14, shoulderFlexion: 45 },
    },
    support: ['other-foot', [0, 0, 0]],
    view: { azimuthDeg: 24, tiltDeg: 8 },
    highlight: ['own-thigh', 'own-shank', 'own-foot'],
    arc: { pivot: ['own-foot', [0, 0, 0]], tip: ['head', [0, 0, 0.27]] },
  },
};
