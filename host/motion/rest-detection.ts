import { degToRad } from '../../protocol/units.ts';
import { BIAS_CLIP_RAD_S } from './gyro-bias.ts';
import { designLowPass, type LowPass, lowPass, lowPassCells } from './low-pass.ts';
import { ROW } from './oriented-row.ts';

const { RESTING_FLAG, SMOOTH_RATE } = ROW;

/**
 * A sensor lies still when neither its rate nor its specific force has strayed from its own low-passed value for a while
 * (Laidig & Seel 2023, section 3.3).
 */
export interface RestTuning {
  readonly periodS: number;
  readonly filter: LowPass;
  /** Square of the rate's allowed distance from its low-passed value, (rad/s)^2. */
  readonly limitRadS2: number;
}

const TAU_S = 0.5;
const REST_AFTER_S = 1.5;
const LIMIT_MS2 = 0.5;

const CLIP = BIAS_CLIP_RAD_S;
const RESTED_S = 0;
const RATE_FILTER = 1;
const RATE = RATE_FILTER + 1;
const FORCE_FILTER = RATE_FILTER + lowPassCells(3);
const FORCE = FORCE_FILTER + 1;
const CELLS = FORCE_FILTER + lowPassCells(3);

export function tuneRest(periodS: number, limitDps: number): RestTuning {
  return { periodS, filter: designLowPass(TAU_S, periodS), limitRadS2: degToRad(limitDps) ** 2 };
}

export const initialRest = (): Float64Array => new Float64Array(CELLS);

/** After a hole in the data nothing is known about rest. */
export const forgetRest = (cells: Float64Array): Float64Array => cells.fill(0);

/** The sample at `i` of the gyroscope (rad/s) and the accelerometer (m/s^2); writes `SMOOTH_RATE` and `RESTING_FLAG`. */
export function detectRest(
  cells: Float64Array,
  tuning: RestTuning,
  gyro: Float64Array,
  acc: Float64Array,
  i: number,
  rows: Float64Array,
  at: number,
): void {
  const gx = gyro[i]!;
  const gy = gyro[i + 1]!;
  const gz = gyro[i + 2]!;
  cells[RATE] = gx;
  cells[RATE + 1] = gy;
  cells[RATE + 2] = gz;
  lowPass(cells, RATE_FILTER, 3, tuning.filter);
  const sx = cells[RATE]!;
  const sy = cells[RATE + 1]!;
  const sz = cells[RATE + 2]!;
  rows[at + SMOOTH_RATE] = sx;
  rows[at + SMOOTH_RATE + 1] = sy;
  rows[at + SMOOTH_RATE + 2] = sz;
  const strays = (gx - sx) * (gx - sx) + (gy - sy) * (gy - sy) + (gz - sz) * (gz - sz);
  if (strays >= tuning.limitRadS2 || Math.max(Math.abs(sx), Math.abs(sy), Math.abs(sz)) > CLIP) cells[RESTED_S] = 0;
  const fx = acc[i]!;
  const fy = acc[i + 1]!;
  const fz = acc[i + 2]!;
  if (fx !== 0 || fy !== 0 || fz !== 0) {
    cells[FORCE] = fx;
    cells[FORCE + 1] = fy;
    cells[FORCE + 2] = fz;
    lowPass(cells, FORCE_FILTER, 3, tuning.filter);
    const dx = fx - cells[FORCE]!;
    const dy = fy - cells[FORCE + 1]!;
    const dz = fz - cells[FORCE + 2]!;
    if (dx * dx + dy * dy + dz * dz >= LIMIT_MS2 * LIMIT_MS2) cells[RESTED_S] = 0;
    else cells[RESTED_S]! += tuning.periodS;
  }
  rows[at + RESTING_FLAG] = cells[RESTED_S]! >= REST_AFTER_S ? 1 : 0;
}
