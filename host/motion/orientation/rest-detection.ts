import { degToRad } from '../../../protocol/units.ts';
import { designLowPass, type LowPass, lowPassCells, nextGains } from './low-pass.ts';
import { ROW } from './oriented-row.ts';

/**
 * A sensor lies still when neither its rate nor its specific force has strayed from its own low-passed value for a while
 * (Laidig & Seel 2023, section 3.3).
 */
export interface RestTuning {
  /** Samples a look, and how long that is: a look is at one sample, the others take over what it found. */
  readonly every: number;
  readonly stepS: number;
  readonly filter: LowPass;
  /** Square of how far the rate may be from its low-passed value, (rad/s)^2. */
  readonly limitRad2S2: number;
}

const { RESTING_FLAG } = ROW;
const TAU_S = 0.5;
const REST_AFTER_S = 1.5;
const LIMIT_MS2 = 0.5;
/** A steady turn faster than any bias is no rest. */
const FASTEST_RAD_S = (2 * Math.PI) / 180;

const RESTED_S = 0;
const RATE_FILTER = 1;
/** x y z of the low-passed angular rate, rad/s, among the cells. */
export const SMOOTH_RATE = RATE_FILTER + 1;
const RATE = SMOOTH_RATE;
const RATE_MEMORY = RATE + 3;
const FORCE_FILTER = RATE_FILTER + lowPassCells(3);
const FORCE_MEMORY = FORCE_FILTER + 4;
/** Samples until the next look. */
const WAIT = FORCE_FILTER + lowPassCells(3);
const CELLS = WAIT + 1;

export function tuneRest(periodS: number, limitDps: number, every: number): RestTuning {
  const stepS = every * periodS;
  return { every, stepS, filter: designLowPass(TAU_S, stepS), limitRad2S2: degToRad(limitDps) ** 2 };
}

export const initialRest = (): Float64Array => new Float64Array(CELLS);

/** After a hole in the data nothing is known about rest. */
export function forgetRest(cells: Float64Array): void {
  cells.fill(0);
}

/** The sample at `i` of `gyro` (rad/s) and `acc` (m/s^2); writes `RESTING_FLAG`, leaves `SMOOTH_RATE` in the cells. */
export function detectRest(
  cells: Float64Array,
  tuning: RestTuning,
  gyro: Float64Array,
  acc: Float64Array,
  i: number,
  rows: Float64Array,
  at: number,
): void {
  if (cells[WAIT]! > 0) {
    cells[WAIT] = cells[WAIT]! - 1;
    rows[at + RESTING_FLAG] = cells[RESTED_S]! >= REST_AFTER_S ? 1 : 0;
    return;
  }
  cells[WAIT] = tuning.every - 1;
  const isSteady = followRate(cells, tuning, gyro, i);
  const isMeasured = acc[i] !== 0 || acc[i + 1] !== 0 || acc[i + 2] !== 0;
  const isCalm = !isMeasured || followForce(cells, tuning, acc, i);
  if (!isSteady || !isCalm) cells[RESTED_S] = 0;
  if (isMeasured && isCalm) cells[RESTED_S]! += tuning.stepS;
  rows[at + RESTING_FLAG] = cells[RESTED_S]! >= REST_AFTER_S ? 1 : 0;
}

function followRate(cells: Float64Array, tuning: RestTuning, gyro: Float64Array, i: number): boolean {
  const { b0, b1, b2, a1, a2 } = nextGains(cells, RATE_FILTER, tuning.filter);
  let strayed = 0;
  let fastest = 0;
  for (let axis = 0, memory = RATE_MEMORY; axis < 3; axis++, memory += 2) {
    const x = gyro[i + axis]!;
    const y = b0 * x + cells[memory]!;
    cells[RATE + axis] = y;
    cells[memory] = b1 * x - a1 * y + cells[memory + 1]!;
    cells[memory + 1] = b2 * x - a2 * y;
    strayed += (x - y) * (x - y);
    fastest = Math.max(fastest, Math.abs(y));
  }
  return strayed < tuning.limitRad2S2 && fastest <= FASTEST_RAD_S;
}

function followForce(cells: Float64Array, tuning: RestTuning, acc: Float64Array, i: number): boolean {
  const { b0, b1, b2, a1, a2 } = nextGains(cells, FORCE_FILTER, tuning.filter);
  let strayed = 0;
  for (let axis = 0, memory = FORCE_MEMORY; axis < 3; axis++, memory += 2) {
    const x = acc[i + axis]!;
    const y = b0 * x + cells[memory]!;
    cells[memory] = b1 * x - a1 * y + cells[memory + 1]!;
    cells[memory + 1] = b2 * x - a2 * y;
    strayed += (x - y) * (x - y);
  }
  return strayed < LIMIT_MS2 * LIMIT_MS2;
}
