import { LONGEST_MS } from './gap-bridging.ts';
import { designLowPass, type LowPass, lowPass, lowPassCells } from './low-pass.ts';
import { type FieldState, type FieldTuning, initialField, tuneField, watchField } from './magnetic-field.ts';
import { ROW } from './oriented-row.ts';

/**
 * Heading by the magnetometer, after the 6D orientation and without any influence on its inclination: one angle about the
 * vertical, drawn towards magnetic north while the field is undisturbed (Laidig & Seel 2023). Earth
 * frame: x east, y magnetic north, z up.
 */
export interface HeadingState {
  readonly tuning: HeadingTuning;
  /** Time of the latest sample; NaN before the first. */
  lastMs: number;
  /** Low-pass of the angular rate. */
  readonly rate: Float64Array;
  readonly field: FieldState;
  /** Since the latest sample of the magnetometer. */
  elapsedS: number;
  /** Angle about the vertical from the 6D earth frame to north, rad, -pi..pi. */
  deltaRad: number;
  /** Gain of the first samples: 1, 1/2, 1/3, .., then 0. */
  initialGain: number;
  /** For how long a disturbed field was rejected; falls again in an undisturbed one. */
  rejectedS: number;
}

export interface HeadingTuning {
  readonly periodS: number;
  readonly tauS: number;
  readonly rate: LowPass;
  readonly field: FieldTuning;
}

const { COLUMNS, QUATERNION, TIME } = ROW;
/** The paper's time constant of the way to north. */
export const HEADING_TAU_S = 9;
const RATE_TAU_S = 0.5;
const LONGEST_REJECTION_S = 60;
const REJECTION_FACTOR = 2;

/** @throws RangeError where the rate is too low for the filter of the angular rate (below 1 Hz). */
export function initialHeading(rateHz: number, tauS = HEADING_TAU_S): HeadingState {
  const periodS = 1 / rateHz;
  return {
    lastMs: Number.NaN,
    tuning: { periodS, tauS, rate: designLowPass(RATE_TAU_S, periodS), field: tuneField(periodS) },
    rate: new Float64Array(lowPassCells(3)),
    field: initialField(),
    elapsedS: 0,
    deltaRad: 0,
    initialGain: 1,
    rejectedS: LONGEST_REJECTION_S,
  };
}

/** What was known of the field and of north was wrong: both are learned anew. */
export function forgetNorth(state: HeadingState): void {
  const { cells, ...unknown } = initialField();
  Object.assign(state.field, unknown);
  state.field.cells.set(cells);
  state.initialGain = 1;
  state.rejectedS = LONGEST_REJECTION_S;
}

/**
 * Call it with the time of every sample, in either direction of time. Behind a hole too long to be bridged the sensor may
 * point anywhere: the heading is averaged as at the beginning; what is known of the field stays.
 * @returns whether there is such a hole in front of the sample
 */
export function noticeHole(state: HeadingState, atMs: number): boolean {
  const isBehindHole = Math.abs(atMs - state.lastMs) > LONGEST_MS;
  if (isBehindHole) state.initialGain = 1;
  state.lastMs = atMs;
  return isBehindHole;
}

/**
 * Moves the state on by oriented samples.
 * @param magUt field in the sensor's own frame, 3 a sample; three zeros where nothing was measured. Any unit serves.
 * @returns their quaternions w x y z, sensor to earth with north, 4 a sample
 */
export function stepHeading(
  state: HeadingState,
  rows: Float64Array,
  gyroRadS: Float64Array,
  magUt: Float64Array,
): [HeadingState, Float64Array] {
  const quaternions = new Float64Array((4 * rows.length) / COLUMNS);
  for (let at = 0, i = 0, to = 0; at < rows.length; at += COLUMNS, i += 3, to += 4) {
    noticeHole(state, rows[at + TIME]!);
    followNorth(state, rows, at + QUATERNION, gyroRadS, magUt, i);
    writeTurned(rows, at + QUATERNION, state.deltaRad, quaternions, to);
  }
  return [state, quaternions];
}

function followRate({ rate, tuning }: HeadingState, gyro: Float64Array, i: number): void {
  for (let axis = 0; axis < 3; axis++) rate[1 + axis] = gyro[i + axis]!;
  lowPass(rate, 0, 3, tuning.rate);
}

/** The sample at `i`, oriented by the quaternion at `at`: follows the field, and the heading where it is undisturbed. */
export function followNorth(
  state: HeadingState,
  quaternions: Float64Array,
  at: number,
  gyro: Float64Array,
  mag: Float64Array,
  i: number,
): void {
  followRate(state, gyro, i);
  state.elapsedS += state.tuning.periodS;
  const norm = Math.hypot(mag[i]!, mag[i + 1]!, mag[i + 2]!);
  if (norm === 0) return;
  const w = quaternions[at]!;
  const x = quaternions[at + 1]!;
  const y = quaternions[at + 2]!;
  const z = quaternions[at + 3]!;
  const up =
    2 * (x * z - w * y) * mag[i]! + 2 * (y * z + w * x) * mag[i + 1]! + (1 - 2 * (x * x + y * y)) * mag[i + 2]!;
  const dip = -Math.asin(Math.max(-1, Math.min(1, up / norm)));
  const turning = Math.hypot(state.rate[1]!, state.rate[2]!, state.rate[3]!);
  const isDisturbed = watchField(state.field, state.tuning.field, norm, dip, turning, state.elapsedS);
  drawTowards(state, northOf(quaternions, at, mag, i), isDisturbed, state.elapsedS);
  state.elapsedS = 0;
}

/** Angle about the vertical that turns the field, as the quaternion at `at` sees it, towards north: rad. */
export function northOf(quaternions: Float64Array, at: number, mag: Float64Array, i: number): number {
  const w = quaternions[at]!;
  const x = quaternions[at + 1]!;
  const y = quaternions[at + 2]!;
  const z = quaternions[at + 3]!;
  const mx = mag[i]!;
  const my = mag[i + 1]!;
  const mz = mag[i + 2]!;
  const east = (1 - 2 * (y * y + z * z)) * mx + 2 * (x * y - w * z) * my + 2 * (x * z + w * y) * mz;
  const north = 2 * (x * y + w * z) * mx + (1 - 2 * (x * x + z * z)) * my + 2 * (y * z - w * x) * mz;
  return Math.atan2(east, north);
}

/** Moves the heading towards `angleRad`, as far as the field is to be believed. */
export function drawTowards(state: HeadingState, angleRad: number, isDisturbed: boolean, elapsedS: number): void {
  const gain = initialOr(state, rejectionGain(state, isDisturbed, elapsedS), elapsedS);
  state.deltaRad = wrap(state.deltaRad + gain * wrap(angleRad - state.deltaRad));
}

/** In a disturbed field the heading stands still, for a minute at most: then it follows slowly. */
function rejectionGain(state: HeadingState, isDisturbed: boolean, elapsedS: number): number {
  const gain = -Math.expm1(-elapsedS / state.tuning.tauS);
  if (!isDisturbed) {
    state.rejectedS = Math.max(0, state.rejectedS - REJECTION_FACTOR * elapsedS);
    return gain;
  }
  if (state.rejectedS > LONGEST_REJECTION_S) return gain / REJECTION_FACTOR;
  state.rejectedS += elapsedS;
  return 0;
}

/** The first samples are averaged, whatever the field. */
function initialOr(state: HeadingState, gain: number, elapsedS: number): number {
  const { initialGain } = state;
  if (initialGain === 0) return gain;
  state.initialGain = initialGain / (initialGain + 1);
  if (state.initialGain * state.tuning.tauS < elapsedS) state.initialGain = 0;
  return Math.max(gain, initialGain);
}

const wrap = (angle: number): number =>
  angle > Math.PI ? angle - 2 * Math.PI : angle < -Math.PI ? angle + 2 * Math.PI : angle;

/** The quaternion at `at`, turned about the vertical; the place it is written to may be its own. */
export function writeTurned(quaternions: Float64Array, at: number, angle: number, out: Float64Array, to: number): void {
  const c = Math.cos(angle / 2);
  const s = Math.sin(angle / 2);
  const w = quaternions[at]!;
  const x = quaternions[at + 1]!;
  const y = quaternions[at + 2]!;
  const z = quaternions[at + 3]!;
  out[to] = c * w - s * z;
  out[to + 1] = c * x - s * y;
  out[to + 2] = c * y + s * x;
  out[to + 3] = c * z + s * w;
}
