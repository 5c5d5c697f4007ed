import { type ExcursionState, leastSize, likelyOf, lookAround, weightedDistance } from './excursion-state.ts';
import { type Expectation, nearestWay, outwardness } from './expectation.ts';
import { POSTURE_VALUES } from './posture.ts';
import { DEPARTED } from './rep-traits.ts';
import type { Segment } from './track.ts';

/** A movement from rest outwards and back, and the exercise whose exemplars it resembles most in its postures. */
export interface Excursion extends Segment {
  readonly exercise: string;
  readonly size: number;
  /** Sample that completed it. */
  readonly emittedAt: number;
}

const REST_TAU_S = 0.5;
/** Slower is still: the posture as a whole, rad/s. */
const STILL_RAD_S = 0.06;
const RESTING_S = 0.4;
const AT_REST = 0.03;
/** A repetition is told as soon as it slows down near rest: what little follows in the same direction belongs to it. */
const SETTLING_S = 1;
/** Share of the least size that begins a movement, and the least that does, radians. */
const DEPART_SHARE = 0.35;
const DEPART_LEAST = 0.06;
/** Shares of the movement's own size. */
const TURNED_BACK = 0.45;
const NEARLY_BACK = 0.45;
const OUT_AGAIN = 0.35;
const TURNED_OUT = 0.12;
const CUT_SHORT = 0.5;
const LITTLE_LEFT = 0.3;
/** Share of the fastest speed on the way back. */
const SLOWED = 0.2;
const SPEED_TAU_S = 0.08;
/** A repetition is told within 0.3 s of its end. */
const TOLD_AFTER_S = 0.15;
/** Exemplars say that a way leads back: mean cosine. */
const WAY_BACK = -0.2;
const ARRIVED_S = 0.4;
const STOPPED_S = 0.12;
const ABANDONED_S = 1;
const LOST_S = 2;
/** Of a repetition at least this is movement. */
const MOVING_S = 1;
/** What takes longer than this many times the longest exemplar, and than this, is a change of posture. */
const OF_LONGEST = 2.2;
const LEAST_LONGEST_S = 8;

export const longestS = (expectations: readonly Expectation[]): number =>
  expectations.reduce((most, { longestS }) => Math.max(most, OF_LONGEST * longestS), LEAST_LONGEST_S);

/**
 * Finds movements that leave a resting posture and come back to it, sample by sample. The posture of all sensors together
 * is one point; the movement under way is seen along the line from where it began to where it got farthest, so that what
 * crosses that line (overshoot, other sensors) neither ends nor splits it. Which of the two ends is rest is read from the
 * exemplars: a person who idles with the leg raised lowers it before the first repetition. All thresholds scale with the
 * movement, or with the exemplars.
 * @param posture of all sensors now; copied
 */
export function stepExcursion(state: ExcursionState, posture: Float64Array): Excursion | undefined {
  const speed = weightedDistance(state, posture, state.latest) * state.rateHz;
  state.latest.set(posture);
  if (state.samples++ === 0) state.rest.set(posture);
  const isStill = speed < STILL_RAD_S;
  state.stillS = isStill ? state.stillS + 1 / state.rateHz : 0;
  if (state.phase === 'back') return comeBack(state);
  if (state.phase === 'out') goOut(state);
  else rest(state, isStill);
  return undefined;
}

/** A sensor begins, or is back after a gap: where it is now is neither out nor back. */
export function rebase(state: ExcursionState, posture: Float64Array, sensor: number): void {
  for (let k = sensor * POSTURE_VALUES; k < (sensor + 1) * POSTURE_VALUES; k++) {
    state.rest[k] = state.latest[k] = state.farthest[k] = posture[k]!;
    state.outward[k] = 0;
  }
}

/** The movement on its way back when the recording ended, if it had made most of it. */
export function finishExcursion(state: ExcursionState): Excursion | undefined {
  if (state.phase !== 'back' || state.lowest > CUT_SHORT * state.size) return undefined;
  return excursion(state, state.samples);
}

/** Still for a while between movements. */
export const isResting = ({ phase, stillS }: ExcursionState): boolean => phase === 'rest' && stillS > RESTING_S;

const now = (state: ExcursionState): number => state.samples - 1;
const underWayS = (state: ExcursionState): number => (now(state) - state.startAt) / state.rateHz;

function rest(state: ExcursionState, isStill: boolean): void {
  lookAround(state);
  const share = 1 / (1 + REST_TAU_S * state.rateHz);
  if (isStill)
    state.rest.forEach((value, k) => {
      state.rest[k] = value + (state.latest[k]! - value) * share;
    });
  if (now(state) - state.toldAt < SETTLING_S * state.rateHz && along(state) < 0) state.rest.set(state.latest);
  const distance = weightedDistance(state, state.latest, state.rest);
  if (isStill || distance < AT_REST) state.quietAt = now(state);
  if (distance <= Math.max(DEPART_LEAST, DEPART_SHARE * leastSize(state, likelyOf(state)))) return;
  state.phase = 'out';
  state.startAt = state.quietAt;
  reach(state, distance);
}

/** The latest posture is the farthest so far. */
function reach(state: ExcursionState, distance: number): void {
  state.size = distance;
  state.farthestAt = now(state);
  state.farthest.set(state.latest);
  const length = distance || 1;
  for (let k = 0; k < state.outward.length; k++) state.outward[k] = (state.farthest[k]! - state.rest[k]!) / length;
}

/** How far out along the movement's own line. */
function along({ weights, latest, rest, outward }: ExcursionState): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += weights[k]! ** 2 * (latest[k]! - rest[k]!) * outward[k]!;
  return sum;
}

/** The place along the line now; keeps its speed. */
function goAlong(state: ExcursionState): number {
  const out = along(state);
  const share = 1 / (1 + SPEED_TAU_S * state.rateHz);
  state.outSpeed += ((out - state.out) * state.rateHz - state.outSpeed) * share;
  state.out = out;
  return out;
}

function goOut(state: ExcursionState): void {
  const distance = weightedDistance(state, state.latest, state.rest);
  if (distance > state.size) reach(state, distance);
  const out = goAlong(state);
  const turnedBack = out < (1 - TURNED_BACK) * state.size;
  if (turnedBack || state.stillS > ARRIVED_S) {
    const expectation = nearestWay(likelyOf(state), state.rest, state.farthest);
    if (outwardness(expectation, state.rest, state.farthest) < WAY_BACK) setOutAnew(state);
    else if (turnedBack) turnBack(state, out, expectation);
    if (state.phase !== 'out' || turnedBack) return;
  }
  const small = state.size < leastSize(state, likelyOf(state));
  const patienceS = longestS(likelyOf(state));
  const tooLong = underWayS(state) > patienceS || state.stillS > patienceS - MOVING_S;
  if (tooLong || (small && state.stillS > ABANDONED_S)) settle(state, state.latest, now(state));
}

/** What looked like a way out was the way to rest: the repetition begins where it ended. */
function setOutAnew(state: ExcursionState): void {
  state.rest.set(state.farthest);
  state.startAt = state.farthestAt;
  state.quietAt = state.farthestAt;
  reach(state, weightedDistance(state, state.latest, state.rest));
  if (state.size < DEPART_LEAST) state.phase = 'rest';
}

function turnBack(state: ExcursionState, out: number, expectation: Expectation): void {
  if (state.size < leastSize(state, [expectation])) {
    settle(state, state.latest, now(state));
    return;
  }
  state.phase = 'back';
  state.fastestBack = 0;
  state.slowS = 0;
  state.nearS = 0;
  state.lowest = Number.POSITIVE_INFINITY;
  goLower(state, out);
}

function goLower(state: ExcursionState, out: number): void {
  if (out >= state.lowest) return;
  state.lowest = out;
  state.lowestAt = now(state);
  state.lowestPosture.set(state.latest);
}

function comeBack(state: ExcursionState): Excursion | undefined {
  const out = goAlong(state);
  goLower(state, out);
  if (out < DEPARTED * state.size || state.nearS > 0) state.nearS += 1 / state.rateHz;
  state.fastestBack = Math.max(state.fastestBack, -state.outSpeed);
  state.slowS = Math.abs(state.outSpeed) < SLOWED * state.fastestBack ? state.slowS + 1 / state.rateHz : 0;
  const isNearlyBack = state.lowest < NEARLY_BACK * state.size;
  if (!isNearlyBack && out > state.lowest + OUT_AGAIN * state.size) state.phase = 'out';
  else if (underWayS(state) > longestS(state.expectations) || (!isNearlyBack && state.stillS > LOST_S))
    settle(state, state.latest, now(state));
  else if (isNearlyBack && hasCome(state, out)) {
    const completed = excursion(state, state.lowestAt + 1);
    settle(state, state.lowestPosture, state.lowestAt);
    return completed;
  }
  return undefined;
}

/** Turned outwards again, stopped, slowed down where little is left of the way, or been near rest until it must be told. */
function hasCome(state: ExcursionState, out: number): boolean {
  const { lowest, size, slowS, nearS, endsAfterS } = state;
  const slowed = slowS > (out < LITTLE_LEFT * size ? 0 : STOPPED_S);
  return slowed || nearS > Math.max(0, endsAfterS) + TOLD_AFTER_S || out > lowest + TURNED_OUT * size;
}

function excursion(state: ExcursionState, to: number): Excursion | undefined {
  const { exercise, shortestS } = nearestWay(likelyOf(state), state.rest, state.farthest);
  if (to - state.startAt < shortestS * state.rateHz) return undefined;
  state.toldAt = now(state);
  return { from: state.startAt, to, exercise, size: state.size, emittedAt: now(state) };
}

/** An excursion turned out to be a repetition: the next ones will be about as large. */
export function expectSize(state: ExcursionState, size: number): void {
  state.usualSize += (size - state.usualSize) * (state.usualSize === 0 ? 1 : USUAL_SHARE);
}

/** Weight of the latest repetition in what is usual. */
const USUAL_SHARE = 0.3;

function settle(state: ExcursionState, posture: Float64Array, at: number): void {
  state.phase = 'rest';
  state.rest.set(posture);
  state.quietAt = at;
}
