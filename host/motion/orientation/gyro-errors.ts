import { degToRad } from '../../../protocol/units.ts';
import { covarianceAt, initialKalman, learn, measurementAt, varianceAt } from './kalman.ts';
import { designLowPass, type LowPass, lowPass, lowPassCells, resetLowPass } from './low-pass.ts';
import { ROW } from './oriented-row.ts';

/**
 * Bias and gain of the gyroscope's axes from samples that are already oriented: how much the accelerometer has to level
 * tells what the gyroscope turned wrong. The paper's Kalman filter for the bias (Laidig & Seel 2023, section 3.4) with
 * three states more: a gain error turns wrong in proportion to the rate, so it shows in motion that a bias does not explain.
 * True rate = rate (1 + gain) - bias.
 */
export interface GyroErrorsState {
  readonly tuning: GyroErrorsTuning;
  /** Time of the latest sample; NaN before the first. */
  lastMs: number;
  /** Kalman filter for the bias x y z, rad/s, and the gain errors x y z. */
  readonly kalman: Float64Array;
  readonly cells: Float64Array;
}

/** Variances in (rad/s)^2. */
export interface GyroErrorsTuning {
  readonly filter: LowPass;
  readonly initialVariance: number;
  readonly driftVariance: number;
  readonly restVariance: number;
  readonly motionVariance: number;
  readonly verticalVariance: number;
}

const { FILLED_FLAG, QUATERNION, RATE, RESTING_FLAG, TIME } = ROW;

const TAU_ACCELERATION_S = 3;
// The paper's, for the bias.
const INITIAL_SIGMA_RAD_S = degToRad(0.5);
const MOTION_SIGMA_RAD_S = degToRad(0.1);
const REST_SIGMA_RAD_S = degToRad(0.03);
/** The bias wanders 0.1 deg/s in 100 s. */
const DRIFT_VARIANCE_PER_S = degToRad(0.1) ** 2 / 100;
const VERTICAL_FORGETTING = 1e-4;
const CLIP_RAD_S = degToRad(2);
const LONGEST_STEP_S = 0.5;

const STATES = 6;
const GAIN = 3;
const ROW_OF_UPDATE = measurementAt(STATES);
/** Quaternion of the sample before. */
const BEFORE = 0;
const FILTER = BEFORE + 4;
/** Low-passed, in the earth frame: what each state turns towards x and y, the third row of the rotation, what was corrected. */
const EAST = FILTER + 1;
const NORTH = EAST + STATES;
const UP = NORTH + STATES;
const CORRECTED = UP + 3;
const CHANNELS = 2 * STATES + 5;
const LEVELLED = FILTER + lowPassCells(CHANNELS);
const CELLS = LEVELLED + 2;

/** @param gainSigma how far gains are off before anything is known, one standard deviation; 0 leaves them alone */
export function initialGyroErrors(rateHz: number, gainSigma: number): GyroErrorsState {
  const periodS = 1 / rateHz;
  const driftVariance = DRIFT_VARIANCE_PER_S * periodS;
  const measured = (sigma: number): number => sigma ** 4 / driftVariance + sigma ** 2;
  const tuning = {
    filter: designLowPass(TAU_ACCELERATION_S, periodS),
    initialVariance: INITIAL_SIGMA_RAD_S ** 2,
    driftVariance,
    restVariance: measured(REST_SIGMA_RAD_S),
    motionVariance: measured(MOTION_SIGMA_RAD_S),
    verticalVariance: measured(MOTION_SIGMA_RAD_S) / VERTICAL_FORGETTING,
  };
  const gains = [gainSigma ** 2, gainSigma ** 2, gainSigma ** 2];
  const biases = [tuning.initialVariance, tuning.initialVariance, tuning.initialVariance];
  return { tuning, lastMs: Number.NaN, kalman: initialKalman([...biases, ...gains]), cells: new Float64Array(CELLS) };
}

/** Gain error of each axis: 0.01 where the gyroscope says one percent too little. */
export const gainErrors = ({ kalman }: GyroErrorsState): Float64Array => kalman.slice(GAIN, GAIN + 3);

/** Bias, rad/s, and its covariance, row by row, at `at` of `out`: twelve values. */
export function writeBias({ kalman }: GyroErrorsState, out: Float64Array, at: number): void {
  for (let axis = 0; axis < 3; axis++) {
    out[at + axis] = kalman[axis]!;
    for (let k = 0; k < 3; k++) out[at + 3 + 3 * axis + k] = kalman[covarianceAt(STATES) + axis * STATES + k]!;
  }
}

/**
 * Moves the state on by the oriented sample in the row at `at`.
 * @param gyro what the orientation was given, at `i`: rates multiplied by 1 + `gains`
 */
export function followErrors(
  state: GyroErrorsState,
  rows: Float64Array,
  at: number,
  gyro: Float64Array,
  i: number,
  gains: Float64Array,
): void {
  const elapsedS = (rows[at + TIME]! - state.lastMs) / 1000;
  state.lastMs = rows[at + TIME]!;
  if (elapsedS > LONGEST_STEP_S) resetLowPass(state.cells, FILTER, CHANNELS);
  else if (elapsedS > 0) follow(state, rows, at, gyro, i, gains, elapsedS);
  for (let k = 0; k < 4; k++) state.cells[BEFORE + k] = rows[at + QUATERNION + k]!;
}

function follow(
  state: GyroErrorsState,
  rows: Float64Array,
  at: number,
  gyro: Float64Array,
  i: number,
  gains: Float64Array,
  elapsedS: number,
): void {
  const { cells, kalman, tuning } = state;
  writeTurns(cells, rows, at);
  writeCorrected(cells, rows, at, gyro, i, gains);
  lowPass(cells, FILTER, CHANNELS, tuning.filter);
  for (let k = 0; k < 3; k++) {
    const diagonal = varianceAt(STATES, k);
    if (kalman[diagonal]! < tuning.initialVariance) kalman[diagonal]! += tuning.driftVariance;
  }
  if (rows[at + FILLED_FLAG] === 1) return;
  if (rows[at + RESTING_FLAG] === 1) learnFromRest(state, gyro, i);
  else learnFromMotion(state, rows, at, elapsedS);
}

/** Rotation matrix row by row, each element as what the bias and, times the rate, what the gain of an axis turns. */
function writeTurns(cells: Float64Array, rows: Float64Array, at: number): void {
  const w = rows[at + QUATERNION]!;
  const x = rows[at + QUATERNION + 1]!;
  const y = rows[at + QUATERNION + 2]!;
  const z = rows[at + QUATERNION + 3]!;
  cells[EAST] = 1 - 2 * (y * y + z * z);
  cells[EAST + 1] = 2 * (x * y - w * z);
  cells[EAST + 2] = 2 * (x * z + w * y);
  cells[NORTH] = 2 * (x * y + w * z);
  cells[NORTH + 1] = 1 - 2 * (x * x + z * z);
  cells[NORTH + 2] = 2 * (y * z - w * x);
  cells[UP] = 2 * (x * z - w * y);
  cells[UP + 1] = 2 * (y * z + w * x);
  cells[UP + 2] = 1 - 2 * (x * x + y * y);
  for (let axis = 0; axis < 3; axis++) {
    const rate = rows[at + RATE + axis]!;
    cells[EAST + GAIN + axis] = -cells[EAST + axis]! * rate;
    cells[NORTH + GAIN + axis] = -cells[NORTH + axis]! * rate;
  }
}

/** What the orientation took off already: its own bias, and the gains it was given. */
function writeCorrected(
  cells: Float64Array,
  rows: Float64Array,
  at: number,
  gyro: Float64Array,
  i: number,
  gains: Float64Array,
): void {
  let east = 0;
  let north = 0;
  for (let axis = 0; axis < 3; axis++) {
    const bias = gyro[i + axis]! - rows[at + RATE + axis]!;
    east += cells[EAST + axis]! * bias + cells[EAST + GAIN + axis]! * gains[axis]!;
    north += cells[NORTH + axis]! * bias + cells[NORTH + GAIN + axis]! * gains[axis]!;
  }
  cells[CORRECTED] = east;
  cells[CORRECTED + 1] = north;
}

function learnFromRest({ kalman, tuning }: GyroErrorsState, gyro: Float64Array, i: number): void {
  for (let axis = 0; axis < 3; axis++) {
    for (let k = 0; k < STATES; k++) kalman[ROW_OF_UPDATE + k] = k === axis ? 1 : 0;
    learn(kalman, STATES, gyro[i + axis]!, tuning.restVariance, CLIP_RAD_S);
  }
}

/** Nothing levels a turn about the vertical: there the bias may only be forgotten, slowly. */
function learnFromMotion(state: GyroErrorsState, rows: Float64Array, at: number, elapsedS: number): void {
  const { cells, kalman, tuning } = state;
  writeLevelling(cells, rows, at, elapsedS);
  putRow(kalman, cells, UP, GAIN);
  learn(kalman, STATES, 0, tuning.verticalVariance, CLIP_RAD_S);
  const east = cells[CORRECTED]! - cells[LEVELLED]! / elapsedS;
  putRow(kalman, cells, EAST, STATES);
  learn(kalman, STATES, east, tuning.motionVariance, CLIP_RAD_S);
  const north = cells[CORRECTED + 1]! - cells[LEVELLED + 1]! / elapsedS;
  putRow(kalman, cells, NORTH, STATES);
  learn(kalman, STATES, north, tuning.motionVariance, CLIP_RAD_S);
}

/** The first `count` of the measurement's row; zeros behind them. */
function putRow(kalman: Float64Array, cells: Float64Array, from: number, count: number): void {
  for (let k = 0; k < STATES; k++) kalman[ROW_OF_UPDATE + k] = k < count ? cells[from + k]! : 0;
}

/** The turn that levelled this sample, x and y, rad: q now times the inverse of (q before, turned by the rate). */
function writeLevelling(cells: Float64Array, rows: Float64Array, at: number, elapsedS: number): void {
  const wx = rows[at + RATE]!;
  const wy = rows[at + RATE + 1]!;
  const wz = rows[at + RATE + 2]!;
  const rate = Math.sqrt(wx * wx + wy * wy + wz * wz);
  const c = Math.cos((rate * elapsedS) / 2);
  const s = rate > 0 ? Math.sin((rate * elapsedS) / 2) / rate : 0;
  const bw = cells[BEFORE]!;
  const bx = cells[BEFORE + 1]!;
  const by = cells[BEFORE + 2]!;
  const bz = cells[BEFORE + 3]!;
  const pw = c * bw - s * (bx * wx + by * wy + bz * wz);
  const px = c * bx + s * (bw * wx + by * wz - bz * wy);
  const py = c * by + s * (bw * wy - bx * wz + bz * wx);
  const pz = c * bz + s * (bw * wz + bx * wy - by * wx);
  const qw = rows[at + QUATERNION]!;
  const qx = rows[at + QUATERNION + 1]!;
  const qy = rows[at + QUATERNION + 2]!;
  const qz = rows[at + QUATERNION + 3]!;
  const twice = 2 * (qw * pw + qx * px + qy * py + qz * pz);
  cells[LEVELLED] = twice * (qx * pw - qw * px - qy * pz + qz * py);
  cells[LEVELLED + 1] = twice * (qy * pw - qw * py + qx * pz - qz * px);
}
