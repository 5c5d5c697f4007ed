import type { BodyAngles, LimbAngle } from './body-angles.ts';
import type { SegmentName } from './skeleton.ts';
import type { Vector } from './turn.ts';

/** Where the body touches what carries it: this point stays where it is while the rest moves. */
export type Support = readonly [segment: SegmentName, at: Vector];

/** How somebody sits, lies or stands before the first repetition. */
export interface Posture {
  /** "Sitting on a chair". */
  readonly words: string;
  readonly angles: BodyAngles;
  readonly support: Support;
  /** What the picture draws beside the floor. */
  readonly furniture: Furniture;
}

export type Furniture = 'none' | 'chair' | 'mat' | 'table' | 'worktop';

export type PostureName =
  | 'standing'
  | 'standing-supported'
  | 'sitting'
  | 'sitting-at-table'
  | 'long-sitting'
  | 'supine'
  | 'hook-lying'
  | 'side-lying'
  | 'prone'
  | 'hands-and-knees';

type LimbAngles = Partial<Record<LimbAngle, number>>;
const both = (angles: LimbAngles): BodyAngles => ({ own: angles, other: angles });

const SEATED: LimbAngles = { hipFlexion: 88, kneeFlexion: 88 };
const HANDS_ON_THIGHS: LimbAngles = { shoulderFlexion: 12, elbowFlexion: 62, forearmSupination: -60 };
const RELAXED_ARM: LimbAngles = { shoulderAbduction: 7, elbowFlexion: 8 };
const SUPINE_ARM: LimbAngles = { shoulderAbduction: 14, elbowFlexion: 8 };
const LEANING_ARM: LimbAngles = {
  shoulderFlexion: -32,
  shoulderAbduction: 16,
  elbowFlexion: 4,
  forearmSupination: -90,
  wristExtension: 78,
};
const PRONE_ARM: LimbAngles = {
  shoulderFlexion: 21,
  shoulderAbduction: 23,
  shoulderRotation: 19,
  elbowFlexion: 147,
  forearmSupination: -90,
};
const KNEELING_ARM: LimbAngles = { shoulderFlexion: 76, forearmSupination: -90, wristExtension: 86 };
const ON_THE_OTHER_FOOT: Support = ['other-foot', [0, 0, 0]];
const ON_THE_SEAT: Support = ['pelvis', [0, 0, 0]];

export const POSTURES: Readonly<Record<PostureName, Posture>> = {
  standing: { words: 'Standing', angles: both(RELAXED_ARM), support: ON_THE_OTHER_FOOT, furniture: 'none' },
  'standing-supported': {
    words: 'Standing, the fingertips of one hand on something firm',
    angles: { own: RELAXED_ARM, other: { shoulderFlexion: 28, elbowFlexion: 42, forearmSupination: -70 } },
    support: ON_THE_OTHER_FOOT,
    furniture: 'worktop',
  },
  sitting: {
    words: 'Sitting upright on a chair',
    angles: both({ ...SEATED, ...HANDS_ON_THIGHS }),
    support: ON_THE_SEAT,
    furniture: 'chair',
  },
  'sitting-at-table': {
    words: 'Sitting beside a table that carries the forearm',
    angles: {
      own: { ...SEATED, shoulderFlexion: 32, elbowFlexion: 58 },
      other: { ...SEATED, ...HANDS_ON_THIGHS },
    },
    support: ON_THE_SEAT,
    furniture: 'table',
  },
  'long-sitting': {
    words: 'Sitting on a mat, legs stretched out, leaning back on the hands',
    angles: {
      trunk: { pelvisPitch: -22 },
      ...both({ hipFlexion: 66, ankleDorsiflexion: -20, ...LEANING_ARM }),
    },
    support: ON_THE_SEAT,
    furniture: 'mat',
  },
  supine: {
    words: 'Lying on the back',
    angles: { trunk: { pelvisPitch: -90 }, ...both({ ...SUPINE_ARM, ankleDorsiflexion: -15 }) },
    support: ON_THE_SEAT,
    furniture: 'mat',
  },
  'hook-lying': {
    words: 'Lying on the back, knees bent, feet flat',
    angles: {
      trunk: { pelvisPitch: -90 },
      ...both({ ...SUPINE_ARM, hipFlexion: 50, kneeFlexion: 108, ankleDorsiflexion: -32 }),
    },
    support: ON_THE_SEAT,
    furniture: 'mat',
  },
  'side-lying': {
    words: 'Lying on the other side, hips and knees bent',
    angles: {
      trunk: { pelvisPitch: -90, pelvisTurn: -90, neckSideBend: -8 },
      own: { hipFlexion: 45, kneeFlexion: 90, shoulderFlexion: 62, elbowFlexion: 70, shoulderRotation: -60 },
      other: { hipFlexion: 45, kneeFlexion: 90, shoulderFlexion: 105, elbowFlexion: 125 },
    },
    support: ON_THE_SEAT,
    furniture: 'mat',
  },
  prone: {
    words: 'Lying face down',
    angles: { trunk: { pelvisPitch: 90 }, ...both({ ankleDorsiflexion: -62, ...PRONE_ARM }) },
    support: ON_THE_SEAT,
    furniture: 'mat',
  },
  'hands-and-knees': {
    words: 'On hands and knees',
    angles: {
      trunk: { pelvisPitch: 76, neckFlexion: -14 },
      ...both({ hipFlexion: 76, kneeFlexion: 88, ankleDorsiflexion: -58, ...KNEELING_ARM }),
    },
    support: ['other-shank', [0, 0, 0]],
    furniture: 'mat',
  },
};
