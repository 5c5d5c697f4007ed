import type { BiasTuning } from './bias-tuning.ts';
import { LEANING } from './inclination.ts';
import { lowPassCells, nextGains, resetLowPass } from './low-pass.ts';
import { ROW } from './oriented-row.ts';
import { SMOOTH_RATE } from './rest-detection.ts';

/**
 * Kalman filter for the gyroscope's bias: from rest, and from motion through the rate at which the accelerometer has to
 * correct the inclination (Laidig & Seel 2023, section 3.4, the paper's default parameters). The covariance is kept in
 * (0.01 deg/s)^2 and, being symmetric, as six numbers: xx xy xz yy yz zz.
 */
const { BIAS_SIGMA, QUATERNION, RESTING_FLAG } = ROW;
/** More than 2 deg/s is motion, not bias. */
const CLIP_RAD_S = (2 * Math.PI) / 180;

/** x y z, rad/s, sensor frame: the first three cells. */
const BIAS = 0;
const COVARIANCE = 3;
/** Low-pass of the rotation matrix, row by row, and of the bias turned into the earth frame, x and y. */
const FILTER = 9;
const CHANNELS = 11;
const MEMORY = FILTER + 1 + CHANNELS;
/** Sum of the leaning, x and y, since the latest step, and of how many levellings. */
const LEANT = FILTER + lowPassCells(CHANNELS);
const LEVELLINGS = LEANT + 2;
const SIGMA = LEVELLINGS + 1;
const CELLS = SIGMA + 1;

export function initialBias(tuning: BiasTuning): Float64Array {
  const cells = new Float64Array(CELLS);
  for (const diagonal of [0, 3, 5]) cells[COVARIANCE + diagonal] = tuning.initialVariance;
  cells[SIGMA] = sigmaRadS(cells);
  return cells;
}

/** After a hole in the data the low-passed rotation is of another time; bias and covariance stay. */
export function forgetRotation(cells: Float64Array): void {
  resetLowPass(cells, FILTER, CHANNELS);
  cells.fill(0, LEANT, LEVELLINGS + 1);
}

export function writeSigma(cells: Float64Array, rows: Float64Array, at: number): void {
  rows[at + BIAS_SIGMA] = cells[SIGMA]!;
}

/** One standard deviation, rad/s: the largest row sum bounds the covariance's largest eigenvalue. */
function sigmaRadS(cells: Float64Array): number {
  const xy = Math.abs(cells[COVARIANCE + 1]!);
  const xz = Math.abs(cells[COVARIANCE + 2]!);
  const yz = Math.abs(cells[COVARIANCE + 4]!);
  const xx = cells[COVARIANCE]!;
  const yy = cells[COVARIANCE + 3]!;
  const zz = cells[COVARIANCE + 5]!;
  return Math.sqrt(Math.max(xx + xy + xz, xy + yy + yz, xz + yz + zz)) * (Math.PI / 180 / 100);
}

/** After a levelling; true where the filter is to take its step. */
export function gatherLeaning(cells: Float64Array, { every }: BiasTuning, inclination: Float64Array): boolean {
  cells[LEANT] = cells[LEANT]! + inclination[LEANING]!;
  cells[LEANT + 1] = cells[LEANT + 1]! + inclination[LEANING + 1]!;
  cells[LEVELLINGS] = cells[LEVELLINGS]! + 1;
  return cells[LEVELLINGS]! >= every;
}

const clip = (rate: number): number => Math.max(-CLIP_RAD_S, Math.min(CLIP_RAD_S, rate));

/**
 * A step of the filter: the sample's orientation and rest in its row, the low-passed rate in `rest`'s cells.
 *
 * With R the low-passed rotation and e the error: K = P R' (R P R' + W)^-1; bias += K e; P -= K (P R')'. As W is
 * diagonal, one row of R is taken after the other and nothing is inverted. Without loops over rows and channels: with
 * them, orientation takes a tenth longer.
 */
export function updateBias(
  cells: Float64Array,
  tuning: BiasTuning,
  rest: Float64Array,
  rows: Float64Array,
  at: number,
): void {
  const w = rows[at + QUATERNION]!;
  const x = rows[at + QUATERNION + 1]!;
  const y = rows[at + QUATERNION + 2]!;
  const z = rows[at + QUATERNION + 3]!;
  const bx = cells[BIAS]!;
  const by = cells[BIAS + 1]!;
  const bz = cells[BIAS + 2]!;
  const xx = 1 - 2 * (y * y + z * z);
  const xy = 2 * (y * x - w * z);
  const xz = 2 * (w * y + z * x);
  const yx = 2 * (w * z + y * x);
  const yy = 1 - 2 * (x * x + z * z);
  const yz = 2 * (y * z - x * w);
  const zx = 2 * (z * x - w * y);
  const zy = 2 * (w * x + z * y);
  const zz = 1 - 2 * (x * x + y * y);
  const ex = xx * bx + xy * by + xz * bz;
  const ey = yx * bx + yy * by + yz * bz;
  const { b0, b1, b2, a1, a2 } = nextGains(cells, FILTER, tuning.filter);
  let r0 = b0 * xx + cells[MEMORY]!;
  let r1 = b0 * xy + cells[MEMORY + 2]!;
  let r2 = b0 * xz + cells[MEMORY + 4]!;
  let r3 = b0 * yx + cells[MEMORY + 6]!;
  let r4 = b0 * yy + cells[MEMORY + 8]!;
  let r5 = b0 * yz + cells[MEMORY + 10]!;
  let r6 = b0 * zx + cells[MEMORY + 12]!;
  let r7 = b0 * zy + cells[MEMORY + 14]!;
  let r8 = b0 * zz + cells[MEMORY + 16]!;
  const levelX = b0 * ex + cells[MEMORY + 18]!;
  const levelY = b0 * ey + cells[MEMORY + 20]!;
  cells[MEMORY] = b1 * xx - a1 * r0 + cells[MEMORY + 1]!;
  cells[MEMORY + 1] = b2 * xx - a2 * r0;
  cells[MEMORY + 2] = b1 * xy - a1 * r1 + cells[MEMORY + 3]!;
  cells[MEMORY + 3] = b2 * xy - a2 * r1;
  cells[MEMORY + 4] = b1 * xz - a1 * r2 + cells[MEMORY + 5]!;
  cells[MEMORY + 5] = b2 * xz - a2 * r2;
  cells[MEMORY + 6] = b1 * yx - a1 * r3 + cells[MEMORY + 7]!;
  cells[MEMORY + 7] = b2 * yx - a2 * r3;
  cells[MEMORY + 8] = b1 * yy - a1 * r4 + cells[MEMORY + 9]!;
  cells[MEMORY + 9] = b2 * yy - a2 * r4;
  cells[MEMORY + 10] = b1 * yz - a1 * r5 + cells[MEMORY + 11]!;
  cells[MEMORY + 11] = b2 * yz - a2 * r5;
  cells[MEMORY + 12] = b1 * zx - a1 * r6 + cells[MEMORY + 13]!;
  cells[MEMORY + 13] = b2 * zx - a2 * r6;
  cells[MEMORY + 14] = b1 * zy - a1 * r7 + cells[MEMORY + 15]!;
  cells[MEMORY + 15] = b2 * zy - a2 * r7;
  cells[MEMORY + 16] = b1 * zz - a1 * r8 + cells[MEMORY + 17]!;
  cells[MEMORY + 17] = b2 * zz - a2 * r8;
  cells[MEMORY + 18] = b1 * ex - a1 * levelX + cells[MEMORY + 19]!;
  cells[MEMORY + 19] = b2 * ex - a2 * levelX;
  cells[MEMORY + 20] = b1 * ey - a1 * levelY + cells[MEMORY + 21]!;
  cells[MEMORY + 21] = b2 * ey - a2 * levelY;

  const isResting = rows[at + RESTING_FLAG] === 1;
  let horizontal = tuning.motionVariance;
  let vertical = tuning.verticalVariance;
  let e0 = levelX - cells[LEANT + 1]! * tuning.rateHz;
  let e1 = levelY + cells[LEANT]! * tuning.rateHz;
  let e2 = 0;
  if (isResting) {
    horizontal = tuning.restVariance;
    vertical = tuning.restVariance;
    e0 = rest[SMOOTH_RATE]!;
    e1 = rest[SMOOTH_RATE + 1]!;
    e2 = rest[SMOOTH_RATE + 2]!;
    r0 = 1;
    r1 = 0;
    r2 = 0;
    r3 = 0;
    r4 = 1;
    r5 = 0;
    r6 = 0;
    r7 = 0;
    r8 = 1;
  }
  e0 = clip(e0 - r0 * bx - r1 * by - r2 * bz);
  e1 = clip(e1 - r3 * bx - r4 * by - r5 * bz);
  e2 = clip(e2 - r6 * bx - r7 * by - r8 * bz);

  const { initialVariance, driftVariance } = tuning;
  let pxx = cells[COVARIANCE]!;
  let pxy = cells[COVARIANCE + 1]!;
  let pxz = cells[COVARIANCE + 2]!;
  let pyy = cells[COVARIANCE + 3]!;
  let pyz = cells[COVARIANCE + 4]!;
  let pzz = cells[COVARIANCE + 5]!;
  if (pxx < initialVariance) pxx += driftVariance;
  if (pyy < initialVariance) pyy += driftVariance;
  if (pzz < initialVariance) pzz += driftVariance;

  let mx = pxx * r6 + pxy * r7 + pxz * r8;
  let my = pxy * r6 + pyy * r7 + pyz * r8;
  let mz = pxz * r6 + pyz * r7 + pzz * r8;
  let per = 1 / (r6 * mx + r7 * my + r8 * mz + vertical);
  let step = e2 * per;
  let dx = step * mx;
  let dy = step * my;
  let dz = step * mz;
  pxx -= mx * mx * per;
  pxy -= mx * my * per;
  pxz -= mx * mz * per;
  pyy -= my * my * per;
  pyz -= my * mz * per;
  pzz -= mz * mz * per;

  mx = pxx * r0 + pxy * r1 + pxz * r2;
  my = pxy * r0 + pyy * r1 + pyz * r2;
  mz = pxz * r0 + pyz * r1 + pzz * r2;
  per = 1 / (r0 * mx + r1 * my + r2 * mz + horizontal);
  step = (e0 - r0 * dx - r1 * dy - r2 * dz) * per;
  dx += step * mx;
  dy += step * my;
  dz += step * mz;
  pxx -= mx * mx * per;
  pxy -= mx * my * per;
  pxz -= mx * mz * per;
  pyy -= my * my * per;
  pyz -= my * mz * per;
  pzz -= mz * mz * per;

  mx = pxx * r3 + pxy * r4 + pxz * r5;
  my = pxy * r3 + pyy * r4 + pyz * r5;
  mz = pxz * r3 + pyz * r4 + pzz * r5;
  per = 1 / (r3 * mx + r4 * my + r5 * mz + horizontal);
  step = (e1 - r3 * dx - r4 * dy - r5 * dz) * per;
  dx += step * mx;
  dy += step * my;
  dz += step * mz;
  pxx -= mx * mx * per;
  pxy -= mx * my * per;
  pxz -= mx * mz * per;
  pyy -= my * my * per;
  pyz -= my * mz * per;
  pzz -= mz * mz * per;

  cells[BIAS] = clip(bx + dx);
  cells[BIAS + 1] = clip(by + dy);
  cells[BIAS + 2] = clip(bz + dz);
  cells[COVARIANCE] = pxx;
  cells[COVARIANCE + 1] = pxy;
  cells[COVARIANCE + 2] = pxz;
  cells[COVARIANCE + 3] = pyy;
  cells[COVARIANCE + 4] = pyz;
  cells[COVARIANCE + 5] = pzz;
  cells[SIGMA] = sigmaRadS(cells);
  cells[LEANT] = 0;
  cells[LEANT + 1] = 0;
  cells[LEVELLINGS] = 0;
}
