import type { Side } from '../../../protocol/placement.ts';
import { type BodyAngles, changeAngles } from './body-angles.ts';
import { POSTURES, type PostureName, type Support } from './postures.ts';
import { pointOn, type SegmentName, type Skeleton, skeletonOf } from './skeleton.ts';
import { subtract, type Vector } from './turn.ts';

/** How a body does an exercise: enough to draw it, to animate it, and to simulate sensors worn by somebody who does it. */
export interface BodyMovement {
  readonly posture: PostureName;
  /** What differs from that posture before the first repetition, degrees. */
  readonly starts?: BodyAngles;
  /** How far each joint turns for one degree of the exercise's travel. */
  readonly moves: BodyAngles;
  /** What is added half way and gone again at the full travel, degrees: the bow of somebody who stands up. */
  readonly midway?: BodyAngles;
  /** What stays where it is; otherwise what the posture rests on. */
  readonly support?: Support;
  /** From where the picture is seen. */
  readonly view: View;
  /** What the picture shows of the body; everything, unless told. */
  readonly frame?: Frame;
  /** Leaves room beside the body for words. */
  readonly spacious?: boolean;
  /** What the picture highlights; otherwise what the moving joints of the exercised side and the trunk carry. */
  readonly highlight?: readonly SegmentName[];
  /** The arc of the picture: the tip moves about the pivot. Otherwise the segment with the last band about its joint. */
  readonly arc?: { readonly pivot: Point; readonly tip: Point };
}

export type Frame = 'whole' | 'upper' | 'head' | 'trunk' | 'lower' | 'forearm' | 'lower-leg';
export type Point = readonly [segment: SegmentName, at: Vector];

export interface View {
  /** 0 from the exercised side, 90 from the front, 180 from the other side. */
  readonly azimuthDeg: number;
  /** How far from above. */
  readonly tiltDeg: number;
}

/** The body in its starting posture. */
export const startingAngles = ({ posture, starts = {} }: BodyMovement): BodyAngles =>
  changeAngles(POSTURES[posture].angles, starts);

/** The body at that many degrees of travel; `fullDeg` is the travel at which what happens midway is over. */
export function bodyAt(movement: BodyMovement, side: Side, travelDeg: number, fullDeg: number): Skeleton {
  const start = startingAngles(movement);
  const outwards = changeAngles(start, movement.moves, travelDeg);
  const angles = movement.midway ? changeAngles(outwards, movement.midway, bow(travelDeg / fullDeg)) : outwards;
  const [segment, at] = movement.support ?? POSTURES[movement.posture].support;
  const rests = pointOn(skeletonOf(start, side), segment, at);
  const moved = pointOn(skeletonOf(angles, side), segment, at);
  return skeletonOf(angles, side, subtract(rests, moved));
}

/** 0 at either end, 1 half way, without a kink. */
const bow = (share: number): number => (share <= 0 || share >= 1 ? 0 : Math.sin(Math.PI * share) ** 2);
