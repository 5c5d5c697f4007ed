import { radToDeg } from '../../../protocol/units.ts';
import type { HingeAngles } from './corrected-hinge.ts';
import { type FunctionalAxis, firstAxes, improveAxes, pointed, trustIn } from './functional-axis.ts';
import { HEADING, smoothHeading } from './heading-offset.ts';
import { FOLLOWER, followTwist, initialFollower, measureAlong, passTime, trustInAngle } from './hinge-follower.ts';
import { shortestTurn } from './hinge-twist.ts';
import { type OrientedPairs, PAIRED } from './oriented-pair.ts';
import { closeWindow, growWindow, initialWindow, isFull, WINDOW } from './relative-window.ts';

/** The angle of a hinge over a whole recording, every angle with the knowledge of all samples. */
export interface OfflineHinge extends HingeAngles {
  /** Proximal x y z, distal x y z. */
  readonly axes: Float64Array;
  /** How well the recording shows these axes; undefined where they were given. */
  readonly found: FunctionalAxis | undefined;
}

const { VALUES, TIME, PROXIMAL_SPEED, DISTAL_SPEED } = PAIRED;
const ROUNDS_TO_COMPARE = 6;
const ROUNDS = 40;
const STILL_RAD_S = (10 * Math.PI) / 180;

/**
 * Axis from the whole recording, heading smoothed from both sides. Zero and sign as in `CorrectedHinge`.
 * @param given proximal x y z, distal x y z, unit vectors, where they are known
 */
export function offlineHinge(pairs: OrientedPairs, given?: ArrayLike<number>): OfflineHinge {
  const found = given ? undefined : searchAxes(windowsOf(pairs));
  const axes = given ? Float64Array.from(given) : pointed(found!.axes);
  const headings = smoothedHeadings(pairs, axes);
  const angles = follow(pairs, axes, headings, found ? trustIn(found) : 1);
  if (found) startAtZero(angles, pairs);
  return { ...angles, axes, found };
}

function windowsOf({ count, values }: OrientedPairs): Float64Array[] {
  const windows: Float64Array[] = [];
  const growing = initialWindow();
  for (let i = 1, at = VALUES; i < count; i++, at += VALUES) {
    growWindow(growing, values, at, (values[at + TIME]! - values[at - VALUES + TIME]!) / 1000);
    if (isFull(growing)) windows.push(closeWindow(growing));
  }
  if (growing[WINDOW.LASTED_S]! > 0) windows.push(closeWindow(growing));
  return windows;
}

function searchAxes(windows: readonly Float64Array[]): FunctionalAxis {
  const tried = firstAxes(windows).map((start) => improveAxes(windows, start, ROUNDS_TO_COMPARE));
  const best = tried.reduce((one, other) => (other.misfitRad < one.misfitRad ? other : one));
  return improveAxes(windows, best.axes, ROUNDS);
}

/** Heading cells of each pair, knowing all of them. */
function smoothedHeadings({ count, values }: OrientedPairs, axes: Float64Array): Float64Array[] {
  const follower = initialFollower();
  const predicted: Float64Array[] = [];
  const known: Float64Array[] = [];
  for (let i = 0, at = 0; i < count; i++, at += VALUES) {
    passTime(follower, values, at);
    predicted.push(follower.slice(0, HEADING.CELLS));
    measureAlong(follower, axes, values, at);
    known.push(follower.slice(0, HEADING.CELLS));
  }
  for (let i = count - 2, at = i * VALUES; i >= 0; i--, at -= VALUES) {
    smoothHeading(
      known[i]!,
      predicted[i + 1]!,
      known[i + 1]!,
      (values[at + VALUES + TIME]! - values[at + TIME]!) / 1000,
    );
  }
  return known;
}

function follow(
  { count, values }: OrientedPairs,
  axes: Float64Array,
  headings: readonly Float64Array[],
  trust: number,
): HingeAngles {
  const zero = shortestTurn(axes);
  const follower = initialFollower();
  const tMs = new Float64Array(count);
  const angleDeg = new Float64Array(count);
  const confidence = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++, at += VALUES) {
    passTime(follower, values, at);
    follower.set(headings[i]!);
    followTwist(follower, axes, zero, values, at, false);
    tMs[i] = values[at + TIME]!;
    angleDeg[i] = radToDeg(follower[FOLLOWER.ANGLE]!);
    confidence[i] = trust * trustInAngle(follower, axes, values, at);
  }
  return { count, tMs, angleDeg, confidence };
}

/** Zero where it began. */
function startAtZero({ count, angleDeg }: HingeAngles, { values }: OrientedPairs): void {
  let still = 0;
  const isStill = (i: number): boolean =>
    Math.max(values[i * VALUES + PROXIMAL_SPEED]!, values[i * VALUES + DISTAL_SPEED]!) <= STILL_RAD_S;
  while (still < count && isStill(still)) still++;
  const from = Math.max(1, still);
  const startDeg = angleDeg.subarray(0, from).reduce((sum, value) => sum + value / from, 0);
  for (let i = 0; i < count; i++) angleDeg[i]! -= startDeg;
}
