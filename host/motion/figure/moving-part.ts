import type { BodyAngles, LimbAngle, TrunkAngle } from './body-angles.ts';
import type { LimbSegment, SegmentName } from './skeleton.ts';

const LIMBS: readonly (readonly LimbSegment[])[] = [
  ['upper-arm', 'forearm', 'hand'],
  ['thigh', 'shank', 'foot'],
];
/** A smaller share than this of the travel only keeps the balance. */
const LEAST_SHARE = 0.4;

const FIRST_OF_LIMB: Readonly<Record<LimbAngle, LimbSegment>> = {
  hipFlexion: 'thigh',
  hipAbduction: 'thigh',
  hipRotation: 'thigh',
  kneeFlexion: 'shank',
  ankleDorsiflexion: 'foot',
  shoulderFlexion: 'upper-arm',
  shoulderAbduction: 'upper-arm',
  shoulderRotation: 'upper-arm',
  elbowFlexion: 'forearm',
  forearmSupination: 'forearm',
  wristExtension: 'hand',
  wristRadialDeviation: 'hand',
};

const OF_TRUNK: Readonly<Record<TrunkAngle, readonly SegmentName[]>> = {
  pelvisPitch: ['pelvis', 'thorax'],
  pelvisSideBend: ['pelvis', 'thorax'],
  pelvisTurn: ['pelvis', 'thorax'],
  lumbarFlexion: ['thorax', 'head'],
  lumbarSideBend: ['thorax', 'head'],
  lumbarTurn: ['thorax', 'head'],
  neckFlexion: ['head'],
  neckSideBend: ['head'],
  neckTurn: ['head'],
};

/** The segments a picture highlights: those beyond the joints that the exercise turns, on the exercised side and the trunk. */
export function movingSegments(moves: BodyAngles): ReadonlySet<SegmentName> {
  const moving = new Set<SegmentName>();
  for (const [name, share] of entries(moves.own)) {
    const first: LimbSegment = FIRST_OF_LIMB[name];
    const limb: readonly LimbSegment[] = LIMBS.find((segments) => segments.includes(first))!;
    const from = limb.indexOf(first);
    if (Math.abs(share) >= LEAST_SHARE) for (const segment of limb.slice(from)) moving.add(`own-${segment}`);
  }
  for (const [name, share] of entries(moves.trunk))
    if (Math.abs(share) > LEAST_SHARE) for (const segment of OF_TRUNK[name]) moving.add(segment);
  return moving;
}

function entries<Name extends string>(angles: Partial<Record<Name, number>> = {}): [Name, number][] {
  return Object.entries(angles) as [Name, number][];
}
