import type { Exercise } from './exercise.ts';

/** The hands stay where they are: found by solving for the arms at several heights. */
const PRESSING = {
  hipFlexion: -0.15,
  shoulderFlexion: -0.12,
  shoulderAbduction: -0.35,
  shoulderRotation: -0.42,
  elbowFlexion: -1.05,
};

/**
 * Lying face down; raise the chest, the hips stay down. AAOS: extension of the trunk to 25 degrees; the chest tilts
 * further, as the upper back takes part.
 */
export const pronePressUp: Exercise = {
  id: 'prone-press-up',
  name: 'Press-up of the chest',
  region: 'lumbar spine',
  angle: 'elevation',
  sensors: ['sternum'],
  targetDeg: { low: 20, high: 38 },
  tempo: { outS: 2, holdS: 2, backS: 2 },
  mostProximalShare: 1,
  sets: 2,
  repsPerSet: 8,
  words: { joint: 'chest', out: 'Raise', hold: 'Hold', back: 'Lower' },
  anatomical: { name: 'extension of the trunk', atStartDeg: 0, perTravelDeg: 1 },
  instructions: [
    'Lie face down, hands beside the shoulders.',
    'Raise the chest with your arms; the hips stay on the mat.',
    'Hold, then lower it slowly.',
  ],
  cues: ['Let the back sag: the arms do the work.', 'Look forwards, not up.'],
  equipment: ['mat'],
  easier: [{ words: 'Less high, on the forearms', change: { targetDeg: { low: 10, high: 20 } } }],
  harder: [{ words: 'Hold for five seconds', change: { tempo: { outS: 2, holdS: 5, backS: 2 } } }],
  body: {
    posture: 'prone',
    moves: {
      trunk: { pelvisPitch: -0.15, lumbarFlexion: -0.85, neckFlexion: -0.25 },
      own: PRESSING,
      other: PRESSING,
    },
    highlight: ['thorax', 'head'],
    view: { azimuthDeg: 12, tiltDeg: 12 },
  },
};
