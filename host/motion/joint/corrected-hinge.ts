import { radToDeg } from '../../../protocol/units.ts';
import { carve } from '../slab.ts';
import { type AxisQuality, type FunctionalAxis, firstAxes, improveAxes, pointed, trustIn } from './functional-axis.ts';
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
/** While there are fewer windows than this the search begins anew with each. */
const EAGER_UNTIL = 20;
const ROUNDS_WHILE_YOUNG = 8;
const ROUNDS = 6;
/** Worth leaving an axis for: so much less across it, in root mean square. */
const CLEAR_RAD2 = (0.5 * Math.PI) ** 2 / 180 ** 2;
/** So many windows with movement make an axis as sure as it gets. */
const SURE_AFTER = 8;
const STILL_RAD_S = (10 * Math.PI) / 180;
/** Afterwards a found axis keeps the way it points, however it moves. */
const POINTED_AFTER = 4;

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
  if (state.hasMoved) adopt(state, search(state), values, at);
}

/**
 * From the axes believed so far; and from others, in case they fit clearly better: while young from nowhere, later with
 * one of the axes turned round, which fits nearly as well until both segments have leaned together.
 */
function search({ windows, axes }: CorrectedHinge): FunctionalAxis {
  const isYoung = windows.length <= EAGER_UNTIL;
  const improved = (start: Float64Array) => improveAxes(windows, start, isYoung ? ROUNDS_WHILE_YOUNG : ROUNDS);
  const others = isYoung || !axes ? firstAxes(windows) : [axes.map((value, i) => (i < 3 ? -value : value))];
  const best = others.map(improved).reduce((one, other) => (other.misfitRad < one.misfitRad ? other : one));
  const kept = axes && improved(axes);
  return kept && kept.misfitRad ** 2 - best.misfitRad ** 2 < CLEAR_RAD2 ? kept : best;
}

function adopt(state: CorrectedHinge, found: FunctionalAxis, values: Float64Array, at: number): void {
  const { axes: before, follower, windows } = state;
  const axes = before && windows.length > POINTED_AFTER ? alike(before, found.axes) : pointed(found.axes);
  state.zero = before ? carryTurn(state.zero, before, axes) : shortestTurn(axes);
  state.axes = axes;
  state.quality = { misfitRad: found.misfitRad, turnedRad: found.turnedRad };
  state.trust = trustIn(found) * Math.min(1, windows.length / SURE_AFTER);
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
