import { type LowPass, lowPass, lowPassCells, resetLowPass } from './low-pass.ts';
import { ROW } from './oriented-row.ts';

const { BIAS_SIGMA, LEANING, QUATERNION, RESTING_FLAG, SMOOTH_RATE } = ROW;

/**
 * Kalman filter for the gyroscope's bias: from rest, and from motion through the rate at which the accelerometer has to
 * correct the inclination (Laidig & Seel 2023, section 3.4, the paper's default parameters). The covariance is kept in
 * (0.01 deg/s)^2 and, being symmetric, as six numbers: xx xy xz yy yz zz.
 */
export interface BiasTuning {
  readonly periodS: number;
  /** For the rotation, the same as for the acceleration: their delays cancel. */
  readonly filter: LowPass;
  readonly initialVariance: number;
  readonly driftVariance: number;
  readonly restVariance: number;
  readonly motionVariance: number;
  readonly verticalVariance: number;
}

const INITIAL_SIGMA_DPS = 0.5;
const FORGETTING_S = 100;
const MOTION_SIGMA_DPS = 0.1;
const REST_SIGMA_DPS = 0.03;
/** About the vertical the accelerometer says nothing: the estimate may only forget, slowly. */
const VERTICAL_FORGETTING = 1e-4;
/** More than 2 deg/s is motion, not bias. */
export const BIAS_CLIP_RAD_S = (2 * Math.PI) / 180;
const CLIP = BIAS_CLIP_RAD_S;

/** x y z, rad/s, sensor frame: the first three cells. */
const BIAS = 0;
const COVARIANCE = 3;
/** Nine channels of the rotation matrix, row by row, and the bias turned into the earth frame, x and y. */
const CHANNELS = 11;
const FILTER = 9;
const ROTATION = FILTER + 1;
const LEVEL = ROTATION + 9;
const CELLS = FILTER + lowPassCells(CHANNELS);

const IDENTITY = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
// Overwritten at every sample; nothing in here outlives a call.
const measured = new Float64Array(3);

export function tuneBias(periodS: number, filter: LowPass): BiasTuning {
  const driftVariance = (10 ** 2 * periodS) / FORGETTING_S;
  const measuredVariance = (sigmaDps: number) => {
    const variance = (sigmaDps * 100) ** 2;
    return variance ** 2 / driftVariance + variance;
  };
  const motionVariance = measuredVariance(MOTION_SIGMA_DPS);
  return {
    periodS,
    filter,
    initialVariance: (INITIAL_SIGMA_DPS * 100) ** 2,
    driftVariance,
    restVariance: measuredVariance(REST_SIGMA_DPS),
    motionVariance,
    verticalVariance: motionVariance / VERTICAL_FORGETTING,
  };
}

export function initialBias(tuning: BiasTuning): Float64Array {
  const cells = new Float64Array(CELLS);
  for (const diagonal of [0, 3, 5]) cells[COVARIANCE + diagonal] = tuning.initialVariance;
  return cells;
}

/** One standard deviation of the bias estimate, rad/s: the largest row sum bounds the covariance's largest eigenvalue. */
function writeSigma(cells: Float64Array, rows: Float64Array, at: number): void {
  const xy = Math.abs(cells[COVARIANCE + 1]!);
  const xz = Math.abs(cells[COVARIANCE + 2]!);
  const yz = Math.abs(cells[COVARIANCE + 4]!);
  const xx = cells[COVARIANCE]!;
  const yy = cells[COVARIANCE + 3]!;
  const zz = cells[COVARIANCE + 5]!;
  rows[at + BIAS_SIGMA] = Math.sqrt(Math.max(xx + xy + xz, xy + yy + yz, xz + yz + zz)) * (Math.PI / 180 / 100);
}

/** After a hole in the data the low-passed rotation is of another time; bias and covariance stay. */
export function resetBiasFilters(cells: Float64Array): void {
  resetLowPass(cells, FILTER, CHANNELS);
}

/** One sample whose row tells orientation, low-passed rate, leaning and rest; writes `BIAS_SIGMA`. */
export function updateBias(cells: Float64Array, tuning: BiasTuning, rows: Float64Array, at: number): void {
  const perPeriod = 1 / tuning.periodS;
  readRotation(cells, rows, at + QUATERNION);
  lowPass(cells, FILTER, CHANNELS, tuning.filter);
  const still = rows[at + RESTING_FLAG] === 1;
  if (still) {
    measured[0] = rows[at + SMOOTH_RATE]!;
    measured[1] = rows[at + SMOOTH_RATE + 1]!;
    measured[2] = rows[at + SMOOTH_RATE + 2]!;
  } else {
    measured[0] = cells[LEVEL]! - rows[at + LEANING + 1]! * perPeriod;
    measured[1] = cells[LEVEL + 1]! + rows[at + LEANING]! * perPeriod;
    measured[2] = 0;
  }
  correct(cells, tuning, still);
  writeSigma(cells, rows, at);
}

const clip = (rate: number): number => Math.max(-CLIP, Math.min(CLIP, rate));

function readRotation(cells: Float64Array, rows: Float64Array, at: number): void {
  const w = rows[at]!;
  const x = rows[at + 1]!;
  const y = rows[at + 2]!;
  const z = rows[at + 3]!;
  const r = ROTATION;
  cells[r] = 1 - 2 * y * y - 2 * z * z;
  cells[r + 1] = 2 * (y * x - w * z);
  cells[r + 2] = 2 * (w * y + z * x);
  cells[r + 3] = 2 * (w * z + y * x);
  cells[r + 4] = 1 - 2 * x * x - 2 * z * z;
  cells[r + 5] = 2 * (y * z - x * w);
  cells[r + 6] = 2 * (z * x - w * y);
  cells[r + 7] = 2 * (w * x + z * y);
  cells[r + 8] = 1 - 2 * x * x - 2 * y * y;
  const bx = cells[BIAS]!;
  const by = cells[BIAS + 1]!;
  const bz = cells[BIAS + 2]!;
  cells[LEVEL] = cells[r]! * bx + cells[r + 1]! * by + cells[r + 2]! * bz;
  cells[LEVEL + 1] = cells[r + 3]! * bx + cells[r + 4]! * by + cells[r + 5]! * bz;
}

/** K = P R' (R P R' + W)^-1; bias += K e; P -= K (P R')'. W is diagonal, so one axis is taken after the other. */
function correct(cells: Float64Array, tuning: BiasTuning, still: boolean): void {
  const { initialVariance, driftVariance } = tuning;
  const rotation = still ? IDENTITY : cells;
  const bx = cells[BIAS]!;
  const by = cells[BIAS + 1]!;
  const bz = cells[BIAS + 2]!;
  let dx = 0;
  let dy = 0;
  let dz = 0;
  let xx = cells[COVARIANCE]!;
  let xy = cells[COVARIANCE + 1]!;
  let xz = cells[COVARIANCE + 2]!;
  let yy = cells[COVARIANCE + 3]!;
  let yz = cells[COVARIANCE + 4]!;
  let zz = cells[COVARIANCE + 5]!;
  if (xx < initialVariance) xx += driftVariance;
  if (yy < initialVariance) yy += driftVariance;
  if (zz < initialVariance) zz += driftVariance;
  for (let axis = 0, at = still ? 0 : ROTATION; axis < 3; axis++, at += 3) {
    const rx = rotation[at]!;
    const ry = rotation[at + 1]!;
    const rz = rotation[at + 2]!;
    const variance = still ? tuning.restVariance : axis === 2 ? tuning.verticalVariance : tuning.motionVariance;
    const mx = xx * rx + xy * ry + xz * rz;
    const my = xy * rx + yy * ry + yz * rz;
    const mz = xz * rx + yz * ry + zz * rz;
    const per = 1 / (rx * mx + ry * my + rz * mz + variance);
    const error = clip(measured[axis]! - rx * bx - ry * by - rz * bz);
    const step = (error - rx * dx - ry * dy - rz * dz) * per;
    dx += step * mx;
    dy += step * my;
    dz += step * mz;
    xx -= mx * mx * per;
    xy -= mx * my * per;
    xz -= mx * mz * per;
    yy -= my * my * per;
    yz -= my * mz * per;
    zz -= mz * mz * per;
  }
  cells[BIAS] = clip(bx + dx);
  cells[BIAS + 1] = clip(by + dy);
  cells[BIAS + 2] = clip(bz + dz);
  cells[COVARIANCE] = xx;
  cells[COVARIANCE + 1] = xy;
  cells[COVARIANCE + 2] = xz;
  cells[COVARIANCE + 3] = yy;
  cells[COVARIANCE + 4] = yz;
  cells[COVARIANCE + 5] = zz;
}
