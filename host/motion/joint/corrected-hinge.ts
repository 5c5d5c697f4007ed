import { radToDeg } from '../../../protocol/units.ts';
import { carve } from '../slab.ts';
import { type AxisQuality, pointed, trustIn } from './functional-axis.ts';
import { type AxisSearch, searchAxes, trustInPair } from './functional-axis-search.ts';
import { HEADING } from './heading-offset.ts';
import { FOLLOWER, followTwist, initialFollower, passTime, trustInAngle } from './hinge-follower.ts';
import { carryTurn, shortestTurn, twistRad } from './hinge-twist.ts';
import { type OrientedPairs, PAIRED } from './oriented-pair.ts';
import { closeWindow, growWindow, initialWindow, isFull } from './relative-window.ts';

/**
 * The angle of a hinge between two bands, causally: orientation of either band without magnetometer, the heading between
 * them by the hinge's axis, the turn about that axis. The axis is given or found from what was seen so far.
 *
 * Positive is a right-handed turn of the distal segment against the proximal one about the axis. Zero, for given axes, is
 * the posture in which the shortest turn takes the distal axis into the proximal one (with equal axes: the sensors'
 * frames coincide); for found ones the posture at the beginning. A found axis points to the positive side of whichever
 * axis of the proximal sensor is nearest to it.
 */
export interface CorrectedHinge {
  readonly isGiven: boolean;
  /** Proximal x y z, distal x y z, unit vectors; undefined until something has moved. */
  axes: Float64Array | undefined;
  /** How well the movement so far shows them; undefined where they are given or unknown. */
  quality: AxisQuality | undefined;
  /** Trust in the axes, 0 to 1. */
  trust: number;
  /** Turn from the distal frame into the proximal one in the zero posture. */
  zero: Float64Array;
  readonly follower: Float64Array;
  readonly growing: Float64Array;
  /** Closed windows, the posture at the beginning first. */
  readonly windows: Float64Array[];
  /** The pair of orientations at the beginning, laid out as in a pair. */
  readonly start: Float64Array;
  hasMoved: boolean;
  /** Angle at the beginning, rad, for the present axes. */
  startRad: number;
}

/** Angles one after the other, with the trust in each. */
export interface HingeAngles {
  readonly count: number;
  readonly tMs: Float64Array;
  readonly angleDeg: Float64Array;
  readonly confidence: Float64Array;
}

const { VALUES, TIME, PROXIMAL, DISTAL, PROXIMAL_SPEED, DISTAL_SPEED } = PAIRED;
/** Movement is remembered for two minutes and more: a band that slipped is learned anew. */
const MOST_WINDOWS = 120;
/** So many windows make an axis as sure as it gets; afterwards it keeps the way it points, however it moves. */
const SURE_AFTER = 8;
const STILL_RAD_S = (10 * Math.PI) / 180;

/** `axes`: proximal x y z, distal x y z, unit vectors, where they are known. */
export function initialCorrectedHinge(axes?: ArrayLike<number>): CorrectedHinge {
  return {
    isGiven: axes !== undefined,
    axes: axes && Float64Array.from(axes),
    quality: undefined,
    trust: axes ? 1 : 0,
    zero: axes ? shortestTurn(axes) : Float64Array.of(1, 0, 0, 0),
    follower: initialFollower(),
    growing: initialWindow(),
    windows: [],
    start: new Float64Array(VALUES),
    hasMoved: false,
    startRad: 0,
  };
}

/** The state passed in is used up: it is moved on in place and handed back. */
export function stepCorrectedHinge(
  state: CorrectedHinge,
  { count, values }: OrientedPairs,
): [CorrectedHinge, HingeAngles] {
  const tMs = carve(count);
  const angleDeg = carve(count);
  const confidence = carve(count);
  const { follower } = state;
  for (let i = 0, at = 0; i < count; i++, at += VALUES) {
    passTime(follower, values, at);
    if (!state.isGiven) learn(state, values, at);
    tMs[i] = values[at + TIME]!;
    if (!state.axes) continue;
    followTwist(follower, state.axes, state.zero, values, at, true);
    angleDeg[i] = radToDeg(follower[FOLLOWER.ANGLE]! - state.startRad);
    confidence[i] = state.trust * trustInAngle(follower, state.axes, values, at);
  }
  return [state, { count, tMs, angleDeg, confidence }];
}

function learn(state: CorrectedHinge, values: Float64Array, at: number): void {
  const speed = Math.max(values[at + PROXIMAL_SPEED]!, values[at + DISTAL_SPEED]!);
  if (!state.hasMoved) state.start.set(values.subarray(at, at + VALUES));
  if (speed > STILL_RAD_S) state.hasMoved = true;
  growWindow(state.growing, values, at, state.follower[FOLLOWER.ELAPSED_S]!);
  if (!isFull(state.growing)) return;
  const { windows } = state;
  windows.push(closeWindow(state.growing));
  // The first one stays: it holds the posture that is zero.
  if (windows.length > MOST_WINDOWS) windows.splice(1, 1);
  if (state.hasMoved) adopt(state, searchAxes(windows, state.axes, windows.length > SURE_AFTER), values, at);
}

function adopt(state: CorrectedHinge, search: AxisSearch, values: Float64Array, at: number): void {
  const { found } = search;
  const { axes: before, follower, windows } = state;
  const axes = before && windows.length > SURE_AFTER ? alike(before, found.axes) : pointed(found.axes);
  state.zero = before ? carryTurn(state.zero, before, axes) : shortestTurn(axes);
  state.axes = axes;
  state.quality = { misfitRad: found.misfitRad, turnedRad: found.turnedRad };
  state.trust = trustIn(found) * trustInPair(search) * Math.min(1, windows.length / SURE_AFTER);
  follower.set(found.filtered.at(-1)!);
  if (!before || windows.length <= SURE_AFTER) settleStart(state, axes, found.smoothed[0]![HEADING.OFFSET]!);
  else if (isOther(before, axes)) keepAngle(state, axes, values, at);
}

/** While young, zero is the posture at the beginning as it looks now; later the angle is never moved as a whole again. */
function settleStart(state: CorrectedHinge, axes: Float64Array, headingRad: number): void {
  const { follower, start, zero } = state;
  state.startRad = twistRad(axes, zero, headingRad, start, PROXIMAL, DISTAL);
  follower[FOLLOWER.LOWEST] = follower[FOLLOWER.HIGHEST] = state.startRad;
}

/** The angle goes on where it was when the axes have become quite other ones. */
function keepAngle(state: CorrectedHinge, axes: Float64Array, values: Float64Array, at: number): void {
  const { follower, zero } = state;
  const heading = follower[HEADING.OFFSET]!;
  const now = twistRad(axes, zero, heading, values, at + PROXIMAL, at + DISTAL);
  const travelRad = follower[FOLLOWER.ANGLE]! - state.startRad;
  const range = follower[FOLLOWER.HIGHEST]! - follower[FOLLOWER.LOWEST]!;
  const below = follower[FOLLOWER.ANGLE]! - follower[FOLLOWER.LOWEST]!;
  state.startRad = now - travelRad;
  follower[FOLLOWER.LOWEST] = now - below;
  follower[FOLLOWER.HIGHEST] = now - below + range;
}

/** Whether an axis has moved by more than 60 degrees in either sensor. */
const isOther = (before: Float64Array, axes: Float64Array): boolean =>
  along(before, axes, 0) < 0.5 || along(before, axes, 3) < 0.5;

/**
 * Pointing the way it did. Where the proximal segment keeps still, its axis may turn about and the distal one stay: then
 * that one counts, which moves.
 */
function alike(before: Float64Array, axes: Float64Array): Float64Array {
  return along(before, axes, 3) < 0 ? axes.map((value) => -value) : axes;
}

const along = (a: Float64Array, b: Float64Array, side: number): number =>
  a[side]! * b[side]! + a[side + 1]! * b[side + 1]! + a[side + 2]! * b[side + 2]!;
