import type { Placement } from '../../protocol/placement.ts';
import { degToRad, STANDARD_GRAVITY_MS2 } from '../../protocol/units.ts';
import {
  BIAS_CELLS,
  BIAS_CLIP_RAD_S,
  type BiasTuning,
  biasSigmaRadS,
  initialBias,
  resetBiasFilters,
  tuneBias,
  updateBias,
} from './gyro-bias.ts';
import { designLowPass, type LowPass, lowPass, lowPassCells, resetLowPass } from './low-pass.ts';
import { multiplyFrom, multiplyInto, product, rotate } from './quaternion-cells.ts';
import type { SampleBlock } from './samples.ts';

/**
 * Orientation without a magnetometer: VQF in its 6D form (Laidig & Seel, "VQF: Highly accurate IMU orientation
 * estimation with bias estimation and magnetic disturbance rejection", Information Fusion 91, 2023), with the paper's
 * default parameters. Earth frame: z up, heading arbitrary. Filters are designed for the nominal rate; the gyroscope is
 * integrated over the time that really passed.
 */
export interface OrientationState {
  readonly tuning: OrientationTuning;
  /** Time of the latest sample; NaN before the first. */
  readonly lastMs: number;
  readonly cells: Float64Array;
}

export interface OrientationTuning {
  readonly periodS: number;
  readonly restRateRadS: number;
  readonly acceleration: LowPass;
  readonly rest: LowPass;
  readonly bias: BiasTuning;
}

/**
 * A block of samples with the orientation at each of them, one row of `ORIENTED` values a sample:
 * 0 time, ms; 1..4 orientation w x y z, rotates from the sensor's frame into the earth frame; 5..7 angular rate less
 * the estimated bias, rad/s, sensor frame; 8..10 up, unit vector in the sensor's frame; 11 uncertainty of that bias,
 * rad/s: how fast an integrated angle may drift; 12 distance of the specific force from gravity alone, m/s^2: how
 * roughly the sensor is moved; 13 whether intake interpolated the sample; 14 whether the sensor lies still.
 */
export interface OrientedBlock {
  readonly sensor: Placement;
  readonly count: number;
  readonly rows: Float64Array;
}
export const ORIENTED = 15;
export const QUATERNION = 1;
export const RATE = 5;
export const UPWARDS = 8;
export const RESTING_FLAG = 14;

const TAU_ACCELERATION_S = 3;
const TAU_REST_S = 0.5;
const REST_AFTER_S = 1.5;
/** The paper's threshold for rest, deg/s off the mean. Where segments move slowly on purpose, less is safer. */
const REST_RATE_DPS = 2;
const REST_ACCELERATION_MS2 = 0.5;
/** Longer holes are not integrated over: the inclination is learned anew. */
const LONGEST_STEP_S = 0.5;

const GYRO_QUAT = 0;
const TILT_QUAT = 4;
const REST_T = 8;
const ACCELERATION = 9;
const REST_RATE = ACCELERATION + lowPassCells(3);
const REST_ACCELERATION = REST_RATE + lowPassCells(3);
const BIAS = REST_ACCELERATION + lowPassCells(3);
const CELLS = BIAS + BIAS_CELLS;

// Overwritten at every sample; nothing in here outlives a call.
const rate = new Float64Array(3);
const smoothRate = new Float64Array(3);
const smoothForce = new Float64Array(3);
const force = new Float64Array(3);
const earth = new Float64Array(3);
const quat = new Float64Array(4);

/** @throws RangeError where the rate is too low for the rest filter (below 1 Hz). */
export function initialOrientation(rateHz: number, restRateDps = REST_RATE_DPS): OrientationState {
  const periodS = 1 / rateHz;
  const tuning = {
    periodS,
    restRateRadS: degToRad(restRateDps),
    acceleration: designLowPass(TAU_ACCELERATION_S, periodS),
    rest: designLowPass(TAU_REST_S, periodS),
    bias: tuneBias(periodS),
  };
  const cells = new Float64Array(CELLS);
  cells[GYRO_QUAT] = 1;
  cells[TILT_QUAT] = 1;
  initialBias(cells, BIAS, tuning.bias);
  return { tuning, lastMs: Number.NaN, cells };
}

export function stepOrientation(state: OrientationState, block: SampleBlock): [OrientationState, OrientedBlock] {
  const { tuning } = state;
  const cells = state.cells.slice();
  const rows = new Float64Array(ORIENTED * block.count);
  let lastMs = state.lastMs;
  for (let i = 0; i < block.count; i++) {
    const nowMs = block.tMs[i]!;
    const elapsedS = (nowMs - lastMs) / 1000;
    if (elapsedS > LONGEST_STEP_S) forgetInclination(cells);
    lastMs = nowMs;
    for (let axis = 0; axis < 3; axis++) {
      rate[axis] = block.gyroRadS[3 * i + axis]!;
      force[axis] = block.accMs2[3 * i + axis]!;
    }
    turn(cells, tuning, elapsedS <= LONGEST_STEP_S ? elapsedS : tuning.periodS);
    tilt(cells, tuning);
    rows[i * ORIENTED] = nowMs;
    writeRow(rows, i * ORIENTED, cells, block.filled[i]!);
  }
  return [
    { tuning, lastMs, cells },
    { sensor: block.sensor, count: block.count, rows },
  ];
}

function writeRow(rows: Float64Array, at: number, cells: Float64Array, filled: number): void {
  const [w, x, y, z] = [quat[0]!, quat[1]!, quat[2]!, quat[3]!];
  rows[at + 1] = w;
  rows[at + 2] = x;
  rows[at + 3] = y;
  rows[at + 4] = z;
  rows[at + 5] = rate[0]!;
  rows[at + 6] = rate[1]!;
  rows[at + 7] = rate[2]!;
  rows[at + 8] = 2 * (x * z - w * y);
  rows[at + 9] = 2 * (y * z + w * x);
  rows[at + 10] = 1 - 2 * (x * x + y * y);
  rows[at + 11] = biasSigmaRadS(cells, BIAS);
  const [fx, fy, fz] = [force[0]!, force[1]!, force[2]!];
  rows[at + 12] = Math.abs(Math.sqrt(fx * fx + fy * fy + fz * fz) - STANDARD_GRAVITY_MS2);
  rows[at + 13] = filled;
  rows[at + RESTING_FLAG] = cells[REST_T]! >= REST_AFTER_S ? 1 : 0;
}

/** Bias of the gyroscope as estimated so far, rad/s, sensor frame. */
export function gyroBiasRadS(state: OrientationState): readonly [number, number, number] {
  return [state.cells[BIAS]!, state.cells[BIAS + 1]!, state.cells[BIAS + 2]!];
}

function forgetInclination(cells: Float64Array): void {
  resetLowPass(cells, ACCELERATION, 3);
  resetLowPass(cells, REST_RATE, 3);
  resetLowPass(cells, REST_ACCELERATION, 3);
  resetBiasFilters(cells, BIAS);
  cells[REST_T] = 0;
}

/** Gyroscope: rest detection, bias removal (leaves the corrected rate in `rate`), strapdown integration. */
function turn(cells: Float64Array, tuning: OrientationTuning, elapsedS: number): void {
  copy(rate, smoothRate);
  lowPass(cells, REST_RATE, 3, tuning.rest, smoothRate);
  if (strays(rate, smoothRate, tuning.restRateRadS) || exceeds(smoothRate, BIAS_CLIP_RAD_S)) cells[REST_T] = 0;
  rate[0]! -= cells[BIAS]!;
  rate[1]! -= cells[BIAS + 1]!;
  rate[2]! -= cells[BIAS + 2]!;
  const norm = Math.sqrt(rate[0]! * rate[0]! + rate[1]! * rate[1]! + rate[2]! * rate[2]!);
  if (norm <= Number.EPSILON) return;
  const half = (norm * elapsedS) / 2;
  const s = Math.sin(half) / norm;
  multiplyInto(cells, GYRO_QUAT, Math.cos(half), s * rate[0]!, s * rate[1]!, s * rate[2]!);
}

/** Accelerometer: rest detection, inclination correction, bias estimation. Leaves the orientation in `quat`. */
function tilt(cells: Float64Array, tuning: OrientationTuning): void {
  const measured = force[0] !== 0 || force[1] !== 0 || force[2] !== 0;
  if (measured) {
    copy(force, smoothForce);
    lowPass(cells, REST_ACCELERATION, 3, tuning.rest, smoothForce);
    if (strays(force, smoothForce, REST_ACCELERATION_MS2)) cells[REST_T] = 0;
    else cells[REST_T]! += tuning.periodS;
    rotate(cells, GYRO_QUAT, force, earth);
    lowPass(cells, ACCELERATION, 3, tuning.acceleration, earth);
    rotate(cells, TILT_QUAT, earth, earth);
    level(cells);
  }
  product(cells, TILT_QUAT, GYRO_QUAT, quat);
  const still = cells[REST_T]! >= REST_AFTER_S ? smoothRate : undefined;
  if (measured) updateBias(cells, BIAS, tuning.bias, tuning.acceleration, quat, earth, still);
}

/** Turns the inclination so that the low-passed acceleration, left normalised in `earth`, points up. */
function level(cells: Float64Array): void {
  const norm = Math.sqrt(earth[0]! * earth[0]! + earth[1]! * earth[1]! + earth[2]! * earth[2]!);
  if (norm >= Number.EPSILON) for (let axis = 0; axis < 3; axis++) earth[axis]! /= norm;
  const w = Math.sqrt((earth[2]! + 1) / 2);
  // Straight upside down the direction of the correction is undefined: any horizontal axis does.
  if (w > 1e-6) multiplyFrom(cells, TILT_QUAT, w, (0.5 * earth[1]!) / w, (-0.5 * earth[0]!) / w);
  else multiplyFrom(cells, TILT_QUAT, 0, 1, 0);
}

function copy(from: Float64Array, to: Float64Array): void {
  to[0] = from[0]!;
  to[1] = from[1]!;
  to[2] = from[2]!;
}

function strays(values: Float64Array, around: Float64Array, limit: number): boolean {
  const x = values[0]! - around[0]!;
  const y = values[1]! - around[1]!;
  const z = values[2]! - around[2]!;
  return x * x + y * y + z * z >= limit * limit;
}

function exceeds(values: Float64Array, limit: number): boolean {
  return Math.abs(values[0]!) > limit || Math.abs(values[1]!) > limit || Math.abs(values[2]!) > limit;
}
