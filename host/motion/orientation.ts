import type { Placement } from '../../protocol/placement.ts';
import { type BiasTuning, initialBias, resetBiasFilters, tuneBias, updateBias } from './gyro-bias.ts';
import { forgetInclination, initialInclination, level, setElapsed } from './inclination.ts';
import { designLowPass, type LowPass } from './low-pass.ts';
import { ORIENTED as COLUMNS, ROW } from './oriented-row.ts';
import { detectRest, forgetRest, initialRest, type RestTuning, tuneRest } from './rest-detection.ts';
import type { SampleBlock } from './samples.ts';
import { carve } from './slab.ts';

/**
 * Orientation without a magnetometer: VQF in its 6D form (Laidig & Seel, "VQF: Highly accurate IMU orientation
 * estimation with bias estimation and magnetic disturbance rejection", Information Fusion 91, 2023), with the paper's
 * default parameters. Earth frame: z up, heading arbitrary. Filters are designed for the nominal rate; the gyroscope is
 * integrated over the time that really passed.
 */
export interface OrientationState {
  readonly tuning: OrientationTuning;
  /** Time of the latest sample; NaN before the first. */
  lastMs: number;
  readonly rest: Float64Array;
  readonly inclination: Float64Array;
  readonly bias: Float64Array;
}

export interface OrientationTuning {
  readonly periodS: number;
  readonly acceleration: LowPass;
  readonly rest: RestTuning;
  readonly bias: BiasTuning;
}

/** A block of samples with what is known about each of them: one row of `ORIENTED` values a sample. */
export interface OrientedBlock {
  readonly sensor: Placement;
  readonly count: number;
  readonly rows: Float64Array;
}

const { FILLED_FLAG, TIME } = ROW;
const ORIENTED = COLUMNS;
const TAU_ACCELERATION_S = 3;
/** The paper's threshold for rest, deg/s off the mean. Where segments move slowly on purpose, less is safer. */
const REST_RATE_DPS = 2;
/** Longer holes are not integrated over: the inclination is learned anew. */
const LONGEST_STEP_S = 0.5;

/** @throws RangeError where the rate is too low for the rest filter (below 1 Hz). */
export function initialOrientation(rateHz: number, restRateDps = REST_RATE_DPS): OrientationState {
  const periodS = 1 / rateHz;
  const acceleration = designLowPass(TAU_ACCELERATION_S, periodS);
  const bias = tuneBias(periodS, acceleration);
  const tuning = { periodS, acceleration, rest: tuneRest(periodS, restRateDps), bias };
  return {
    tuning,
    lastMs: Number.NaN,
    rest: initialRest(),
    inclination: initialInclination(),
    bias: initialBias(bias),
  };
}

/** The state passed in is used up. */
export function stepOrientation(state: OrientationState, block: SampleBlock): [OrientationState, OrientedBlock] {
  const rows = carve(ORIENTED * block.count);
  orient(state, block, rows, 0);
  return [state, { sensor: block.sensor, count: block.count, rows }];
}

/** Moves the state on by a block and writes the rows of its samples at `from` and after. */
export function orient(state: OrientationState, block: SampleBlock, rows: Float64Array, from: number): void {
  const { tuning, rest, inclination, bias } = state;
  const { tMs, gyroRadS: gyro, accMs2: acc, filled } = block;
  for (let n = 0, i = 0, at = from; n < block.count; n++, i += 3, at += ORIENTED) {
    const elapsedS = (tMs[n]! - state.lastMs) / 1000;
    if (elapsedS > LONGEST_STEP_S) forget(state);
    state.lastMs = tMs[n]!;
    setElapsed(inclination, elapsedS <= LONGEST_STEP_S ? elapsedS : tuning.periodS);
    rows[at + TIME] = tMs[n]!;
    rows[at + FILLED_FLAG] = filled[n]!;
    detectRest(rest, tuning.rest, gyro, acc, i, rows, at);
    level(inclination, tuning.acceleration, bias, gyro, acc, i, rows, at);
    if (acc[i] !== 0 || acc[i + 1] !== 0 || acc[i + 2] !== 0) updateBias(bias, tuning.bias, rows, at);
  }
}

/** Bias of the gyroscope as estimated so far, rad/s, sensor frame. */
export function gyroBiasRadS({ bias }: OrientationState): readonly [number, number, number] {
  return [bias[0]!, bias[1]!, bias[2]!];
}

function forget({ rest, inclination, bias }: OrientationState): void {
  forgetRest(rest);
  forgetInclination(inclination);
  resetBiasFilters(bias);
}

export const { QUATERNION, RATE, RESTING_FLAG, UPWARDS } = ROW;
export { ORIENTED } from './oriented-row.ts';
