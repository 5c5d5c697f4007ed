import { type LowPass, lowPass, lowPassCells } from './low-pass.ts';

/**
 * Kalman filter for the gyroscope's bias: from rest, and from motion through the rate at which the accelerometer has to
 * correct the inclination (Laidig & Seel 2023, section 3.4, the paper's default parameters). The covariance is kept in
 * (0.01 deg/s)^2 and, being symmetric, as six numbers: xx xy xz yy yz zz.
 */
export interface BiasTuning {
  readonly periodS: number;
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

const BIAS = 0;
const COVARIANCE = 3;
const ROTATION = 9;
const BIAS_LEVEL = ROTATION + lowPassCells(9);
export const BIAS_CELLS = BIAS_LEVEL + lowPassCells(2);

// Overwritten at every sample; nothing in here outlives a call.
const rotation = new Float64Array(9);
const level = new Float64Array(2);
const error = new Float64Array(3);
const spread = new Float64Array(9);
const innovation = new Float64Array(6);
const gain = new Float64Array(9);

export function tuneBias(periodS: number): BiasTuning {
  const driftVariance = (10 ** 2 * periodS) / FORGETTING_S;
  const measured = (sigmaDps: number) => {
    const variance = (sigmaDps * 100) ** 2;
    return variance ** 2 / driftVariance + variance;
  };
  const motionVariance = measured(MOTION_SIGMA_DPS);
  return {
    periodS,
    initialVariance: (INITIAL_SIGMA_DPS * 100) ** 2,
    driftVariance,
    restVariance: measured(REST_SIGMA_DPS),
    motionVariance,
    verticalVariance: motionVariance / VERTICAL_FORGETTING,
  };
}

export function initialBias(cells: Float64Array, at: number, tuning: BiasTuning): void {
  for (const diagonal of [0, 3, 5]) cells[at + COVARIANCE + diagonal] = tuning.initialVariance;
}

/** One standard deviation of the bias estimate, rad/s: the largest row sum bounds the covariance's largest eigenvalue. */
export function biasSigmaRadS(cells: Float64Array, at: number): number {
  const p = at + COVARIANCE;
  const [xy, xz, yz] = [Math.abs(cells[p + 1]!), Math.abs(cells[p + 2]!), Math.abs(cells[p + 4]!)];
  const variance = Math.max(cells[p]! + xy + xz, xy + cells[p + 3]! + yz, xz + yz + cells[p + 5]!);
  return Math.sqrt(variance) * (Math.PI / 180 / 100);
}

/** After a hole in the data the low-passed rotation is of another time; bias and covariance stay. */
export function resetBiasFilters(cells: Float64Array, at: number): void {
  cells.fill(0, at + ROTATION, at + BIAS_CELLS);
}

/**
 * One sample. `quat` (w x y z) is sensor to earth, `earth` the unit vector of the low-passed acceleration in the earth
 * frame before the inclination was corrected, `still` the low-passed angular rate while at rest, else undefined.
 */
export function updateBias(
  cells: Float64Array,
  at: number,
  tuning: BiasTuning,
  filter: LowPass,
  quat: Float64Array,
  earth: Float64Array,
  still: Float64Array | undefined,
): void {
  readRotation(quat);
  const b = at + BIAS;
  const bx = cells[b]!;
  const by = cells[b + 1]!;
  const bz = cells[b + 2]!;
  level[0] = rotation[0]! * bx + rotation[1]! * by + rotation[2]! * bz;
  level[1] = rotation[3]! * bx + rotation[4]! * by + rotation[5]! * bz;
  lowPass(cells, at + ROTATION, 9, filter, rotation);
  lowPass(cells, at + BIAS_LEVEL, 2, filter, level);
  if (still) measureAtRest(still, bx, by, bz);
  else measureInMotion(tuning.periodS, earth, bx, by, bz);
  for (let i = 0; i < 3; i++) error[i] = clip(error[i]!);
  growCovariance(cells, at + COVARIANCE, tuning);
  const horizontal = still ? tuning.restVariance : tuning.motionVariance;
  correct(cells, at, horizontal, still ? tuning.restVariance : tuning.verticalVariance);
}

const clip = (rate: number): number => Math.max(-BIAS_CLIP_RAD_S, Math.min(BIAS_CLIP_RAD_S, rate));

function readRotation(q: Float64Array): void {
  const w = q[0]!;
  const x = q[1]!;
  const y = q[2]!;
  const z = q[3]!;
  rotation[0] = 1 - 2 * y * y - 2 * z * z;
  rotation[1] = 2 * (y * x - w * z);
  rotation[2] = 2 * (w * y + z * x);
  rotation[3] = 2 * (w * z + y * x);
  rotation[4] = 1 - 2 * x * x - 2 * z * z;
  rotation[5] = 2 * (y * z - x * w);
  rotation[6] = 2 * (z * x - w * y);
  rotation[7] = 2 * (w * x + z * y);
  rotation[8] = 1 - 2 * x * x - 2 * y * y;
}

function measureAtRest(still: Float64Array, bx: number, by: number, bz: number): void {
  rotation.fill(0);
  rotation[0] = rotation[4] = rotation[8] = 1;
  error[0] = still[0]! - bx;
  error[1] = still[1]! - by;
  error[2] = still[2]! - bz;
}

function measureInMotion(periodS: number, earth: Float64Array, bx: number, by: number, bz: number): void {
  const r = rotation;
  error[0] = -earth[1]! / periodS + level[0]! - r[0]! * bx - r[1]! * by - r[2]! * bz;
  error[1] = earth[0]! / periodS + level[1]! - r[3]! * bx - r[4]! * by - r[5]! * bz;
  error[2] = -r[6]! * bx - r[7]! * by - r[8]! * bz;
}

function growCovariance(cells: Float64Array, p: number, tuning: BiasTuning): void {
  if (cells[p]! < tuning.initialVariance) cells[p]! += tuning.driftVariance;
  if (cells[p + 3]! < tuning.initialVariance) cells[p + 3]! += tuning.driftVariance;
  if (cells[p + 5]! < tuning.initialVariance) cells[p + 5]! += tuning.driftVariance;
}

/** K = P R' (R P R' + W)^-1; bias += K e; P -= K (P R')'. W is diagonal: two horizontal axes and the vertical one. */
function correct(cells: Float64Array, at: number, horizontal: number, vertical: number): void {
  const p = at + COVARIANCE;
  spreadCovariance(cells, p);
  invertInnovation(horizontal, vertical);
  const s = innovation;
  for (let row = 0; row < 9; row += 3) {
    const m0 = spread[row]!;
    const m1 = spread[row + 1]!;
    const m2 = spread[row + 2]!;
    gain[row] = m0 * s[0]! + m1 * s[1]! + m2 * s[2]!;
    gain[row + 1] = m0 * s[1]! + m1 * s[3]! + m2 * s[4]!;
    gain[row + 2] = m0 * s[2]! + m1 * s[4]! + m2 * s[5]!;
  }
  for (let i = 0; i < 3; i++) {
    const k = 3 * i;
    const step = gain[k]! * error[0]! + gain[k + 1]! * error[1]! + gain[k + 2]! * error[2]!;
    cells[at + BIAS + i] = clip(cells[at + BIAS + i]! + step);
  }
  shrinkCovariance(cells, p);
}

/** spread = P R'. */
function spreadCovariance(cells: Float64Array, p: number): void {
  const xx = cells[p]!;
  const xy = cells[p + 1]!;
  const xz = cells[p + 2]!;
  const yy = cells[p + 3]!;
  const yz = cells[p + 4]!;
  const zz = cells[p + 5]!;
  for (let j = 0; j < 3; j++) {
    const rx = rotation[3 * j]!;
    const ry = rotation[3 * j + 1]!;
    const rz = rotation[3 * j + 2]!;
    spread[j] = xx * rx + xy * ry + xz * rz;
    spread[3 + j] = xy * rx + yy * ry + yz * rz;
    spread[6 + j] = xz * rx + yz * ry + zz * rz;
  }
}

/** innovation = (R spread + W)^-1, symmetric. */
function invertInnovation(horizontal: number, vertical: number): void {
  const r = rotation;
  const m = spread;
  const xx = r[0]! * m[0]! + r[1]! * m[3]! + r[2]! * m[6]! + horizontal;
  const xy = r[0]! * m[1]! + r[1]! * m[4]! + r[2]! * m[7]!;
  const xz = r[0]! * m[2]! + r[1]! * m[5]! + r[2]! * m[8]!;
  const yy = r[3]! * m[1]! + r[4]! * m[4]! + r[5]! * m[7]! + horizontal;
  const yz = r[3]! * m[2]! + r[4]! * m[5]! + r[5]! * m[8]!;
  const zz = r[6]! * m[2]! + r[7]! * m[5]! + r[8]! * m[8]! + vertical;
  const a = yy * zz - yz * yz;
  const b = xz * yz - xy * zz;
  const c = xy * yz - xz * yy;
  const scale = 1 / (xx * a + xy * b + xz * c);
  innovation[0] = a * scale;
  innovation[1] = b * scale;
  innovation[2] = c * scale;
  innovation[3] = (xx * zz - xz * xz) * scale;
  innovation[4] = (xy * xz - xx * yz) * scale;
  innovation[5] = (xx * yy - xy * xy) * scale;
}

function shrinkCovariance(cells: Float64Array, p: number): void {
  let at = p;
  for (let i = 0; i < 9; i += 3) {
    for (let j = i; j < 9; j += 3) {
      cells[at]! -= gain[i]! * spread[j]! + gain[i + 1]! * spread[j + 1]! + gain[i + 2]! * spread[j + 2]!;
      at++;
    }
  }
}
