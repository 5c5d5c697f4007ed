import { radToDeg } from '../../../protocol/units.ts';
import { ROW } from '../orientation/oriented-row.ts';
import { carve } from '../slab.ts';
import { type AngleTrace, LONGEST_STEP_MS, roomForTraits, TRAIT } from './angle-trace.ts';

/**
 * Elevation of a limb: the angle between its present direction and the one it had in the starting posture, seen from
 * gravity alone, 0 to 180 degrees, never negative. With the arm hanging at rest it is the arm's elevation whichever
 * plane it is raised in, wherever the band sits and however the person turns; no axis and no heading are needed.
 */
export interface ElevationState {
  readonly newStartAfterS: number;
  /** Up in the sensor's frame in the starting posture, x y z. */
  readonly start: Float64Array;
  /** Samples averaged into the starting posture while nothing had moved yet; 0 once something has. */
  averaged: number;
  lastMs: number;
  restMs: number;
}

const { SPEED, ROUGHNESS, INTERPOLATED, SENSE_OF } = TRAIT;
const { COLUMNS, TIME, RATE, UPWARDS, ROUGH, FILLED_FLAG, RESTING_FLAG } = ROW;
/** Faster than this the starting posture is over. */
const STILL_RAD_S = (10 * Math.PI) / 180;
/** In the starting posture the direction of a movement is undefined: its speed fades there (6 degrees). */
const LEAST_SINE = 0.1;
const LONGEST_START_SAMPLES = 312;

export function initialElevation(newStartAfterS: number): ElevationState {
  return { newStartAfterS, start: new Float64Array(3), averaged: 0, lastMs: Number.NaN, restMs: 0 };
}

/** `count` rows of oriented samples at `from` and after. */
export function stepElevation(state: ElevationState, rows: Float64Array, from: number, count: number): AngleTrace {
  const tMs = carve(count);
  const angleDeg = carve(count);
  const traits = roomForTraits(count).fill(0);
  for (let i = 0, at = from; i < count; i++, at += COLUMNS) {
    const isHole = rows[at + TIME]! - state.lastMs > LONGEST_STEP_MS;
    followStart(state, rows, at);
    tMs[i] = rows[at + TIME]!;
    angleDeg[i] = radToDeg(elevation(state.start, rows, at + UPWARDS));
    const to = i * TRAIT.VALUES;
    traits[to + SPEED] = radToDeg(elevationRate(state.start, rows, at + UPWARDS, at + RATE));
    traits[to + ROUGHNESS] = rows[at + ROUGH]!;
    traits[to + INTERPOLATED] = rows[at + FILLED_FLAG]!;
    traits[to + SENSE_OF] = isHole || isNewStart(state) ? 0 : 1;
  }
  return { count, tMs, angleDeg, traits, confidence: carve(count).fill(1) };
}

const isNewStart = (state: ElevationState): boolean => state.restMs > state.newStartAfterS * 1000;

function followStart(state: ElevationState, rows: Float64Array, at: number): void {
  const elapsedMs = rows[at + TIME]! - state.lastMs;
  state.lastMs = rows[at + TIME]!;
  if (Number.isNaN(elapsedMs)) {
    takeStart(state, rows, at, 1);
    return;
  }
  state.restMs = rows[at + RESTING_FLAG] === 1 ? state.restMs + elapsedMs : 0;
  if (isNewStart(state)) {
    takeStart(state, rows, at, 1);
    state.averaged = 0;
  } else if (state.averaged > 0) {
    const isOver = length(rows, at + RATE) >= STILL_RAD_S || state.averaged >= LONGEST_START_SAMPLES;
    if (isOver) state.averaged = 0;
    else takeStart(state, rows, at, state.averaged + 1);
  }
}

/** The starting posture is the mean of the `averaged` latest samples. */
function takeStart(state: ElevationState, rows: Float64Array, at: number, averaged: number): void {
  const { start } = state;
  state.averaged = averaged;
  for (let k = 0; k < 3; k++) start[k]! += (rows[at + UPWARDS + k]! - start[k]!) / averaged;
}

const length = (v: Float64Array, at: number): number =>
  Math.sqrt(v[at]! * v[at]! + v[at + 1]! * v[at + 1]! + v[at + 2]! * v[at + 2]!);

const dot = (a: Float64Array, v: Float64Array, at: number): number =>
  a[0]! * v[at]! + a[1]! * v[at + 1]! + a[2]! * v[at + 2]!;

/** Length of the cross product. */
function sine(a: Float64Array, v: Float64Array, at: number): number {
  const x = a[1]! * v[at + 2]! - a[2]! * v[at + 1]!;
  const y = a[2]! * v[at]! - a[0]! * v[at + 2]!;
  const z = a[0]! * v[at + 1]! - a[1]! * v[at]!;
  return Math.sqrt(x * x + y * y + z * z);
}

/** Angle between `start` and the up that stands at `up`, rad. */
export const elevation = (start: Float64Array, rows: Float64Array, up: number): number =>
  Math.atan2(sine(start, rows, up), dot(start, rows, up));

/** d/dt of the angle between start and up; up turns with u x w in the sensor's frame. */
export function elevationRate(start: Float64Array, rows: Float64Array, up: number, rate: number): number {
  const [ux, uy, uz] = [rows[up]!, rows[up + 1]!, rows[up + 2]!];
  const [wx, wy, wz] = [rows[rate]!, rows[rate + 1]!, rows[rate + 2]!];
  const along = start[0]! * (uy * wz - uz * wy) + start[1]! * (uz * wx - ux * wz) + start[2]! * (ux * wy - uy * wx);
  return -along / Math.max(sine(start, rows, up), LEAST_SINE);
}
