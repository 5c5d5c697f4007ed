import { radToDeg } from '../../../protocol/units.ts';
import { carve } from '../slab.ts';
import { type AngleTrace, LONGEST_STEP_MS, roomForTraits, TRAIT } from './angle-trace.ts';
import { elevation, elevationRate } from './elevation-angle.ts';
import { PAIR, type Pairs } from './segment-pair.ts';

/**
 * How much further the segment away from the trunk has been tilted than the nearer one, each against where it was in the
 * starting posture: a head that nods on an upright chest, a trunk that bends beyond its pelvis. Seen from gravity alone,
 * so no axis and no heading are needed; both are taken to tilt the same way, as they do when the nearer one gives, or,
 * with a share of -1, towards each other: there a hinge would not find its axis, whose sign it takes from segments that
 * turn alike.
 */
export interface BendState {
  readonly newStartAfterS: number;
  /** What of the nearer segment's tilt is taken off: 1; 0 where only the other one counts; -1 where both do. */
  readonly proximalShare: number;
  /** Up in the starting posture, in the nearer sensor's frame and in the other one's. */
  readonly starts: readonly [Float64Array, Float64Array];
  /** Samples averaged into the starting posture while nothing had moved yet; 0 once something has. */
  averaged: number;
  lastMs: number;
  restMs: number;
}

const { VALUES, TIME, PROXIMAL, DISTAL, UP, SHAKE, FILLED, RESTING } = PAIR;
const { SPEED, PROXIMAL_SPEED, DISTAL_SPEED, ROUGHNESS, INTERPOLATED, SENSE_OF } = TRAIT;
/** Faster than this the starting posture is over. */
const STILL_RAD_S = (10 * Math.PI) / 180;
const LONGEST_START_SAMPLES = 312;

export function initialBend(newStartAfterS: number, proximalShare: number): BendState {
  const starts = [new Float64Array(3), new Float64Array(3)] as const;
  return { newStartAfterS, proximalShare, starts, averaged: 0, lastMs: Number.NaN, restMs: 0 };
}

export function stepBend(state: BendState, { count, values }: Pairs): AngleTrace {
  const { proximalShare: share, starts } = state;
  const tMs = carve(count);
  const angleDeg = carve(count);
  const traits = roomForTraits(count);
  for (let i = 0, at = 0, to = 0; i < count; i++, at += VALUES, to += TRAIT.VALUES) {
    const [near, far] = [at + PROXIMAL, at + DISTAL];
    const isHole = values[at + TIME]! - state.lastMs > LONGEST_STEP_MS;
    followStart(state, values, at);
    tMs[i] = values[at + TIME]!;
    angleDeg[i] = radToDeg(elevation(starts[1], values, far + UP) - share * elevation(starts[0], values, near + UP));
    const rate = elevationRate(starts[1], values, far + UP, far);
    traits[to + SPEED] = radToDeg(rate - share * elevationRate(starts[0], values, near + UP, near));
    traits[to + PROXIMAL_SPEED] = Math.abs(share) * radToDeg(speed(values, near));
    traits[to + DISTAL_SPEED] = radToDeg(speed(values, far));
    traits[to + ROUGHNESS] = values[near + SHAKE]!;
    traits[to + INTERPOLATED] = Math.max(values[near + FILLED]!, values[far + FILLED]!);
    traits[to + SENSE_OF] = isHole || isNewStart(state) ? 0 : 1;
  }
  return { count, tMs, angleDeg, traits, confidence: carve(count).fill(1) };
}

const isNewStart = (state: BendState): boolean => state.restMs > state.newStartAfterS * 1000;

function followStart(state: BendState, values: Float64Array, at: number): void {
  const elapsedMs = values[at + TIME]! - state.lastMs;
  state.lastMs = values[at + TIME]!;
  const [near, far] = [at + PROXIMAL, at + DISTAL];
  if (Number.isNaN(elapsedMs)) {
    takeStart(state, values, at, 1);
    return;
  }
  const resting = values[near + RESTING] === 1 && values[far + RESTING] === 1;
  state.restMs = resting ? state.restMs + elapsedMs : 0;
  if (isNewStart(state)) {
    takeStart(state, values, at, 1);
    state.averaged = 0;
  } else if (state.averaged > 0) {
    const isStill = speed(values, near) < STILL_RAD_S && speed(values, far) < STILL_RAD_S;
    if (isStill && state.averaged < LONGEST_START_SAMPLES) takeStart(state, values, at, state.averaged + 1);
    else state.averaged = 0;
  }
}

function takeStart(state: BendState, values: Float64Array, at: number, averaged: number): void {
  const { starts } = state;
  state.averaged = averaged;
  for (let k = 0; k < 3; k++) {
    starts[0][k]! += (values[at + PROXIMAL + UP + k]! - starts[0][k]!) / averaged;
    starts[1][k]! += (values[at + DISTAL + UP + k]! - starts[1][k]!) / averaged;
  }
}

const speed = (v: Float64Array, at: number): number =>
  Math.sqrt(v[at]! * v[at]! + v[at + 1]! * v[at + 1]! + v[at + 2]! * v[at + 2]!);
