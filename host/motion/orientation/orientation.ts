import type { Placement } from '../../../protocol/placement.ts';
import type { SampleBlock } from '../samples.ts';
import { carve } from '../slab.ts';
import { type BiasTuning, tuneBias } from './bias-tuning.ts';
import { forgetRotation, gatherLeaning, initialBias, updateBias, writeSigma } from './gyro-bias.ts';
import { forgetInclination, initialInclination, setElapsed, turnAndLevel } from './inclination.ts';
import { designLowPass, type LowPass } from './low-pass.ts';
import { ROW } from './oriented-row.ts';
import { detectRest, forgetRest, initialRest, type RestTuning, tuneRest } from './rest-detection.ts';

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
  /** Samples a levelling. */
  readonly levelEvery: number;
  readonly acceleration: LowPass;
  readonly rest: RestTuning;
  readonly bias: BiasTuning;
}

/** A block of samples with what is known about each of them: a row of `ORIENTED` values a sample, see `ROW`. */
export interface OrientedBlock {
  readonly sensor: Placement;
  readonly count: number;
  readonly rows: Float64Array;
}

const { COLUMNS, FILLED_FLAG, TIME } = ROW;
export const ORIENTED = COLUMNS;
export const { QUATERNION, RESTING_FLAG } = ROW;

const TAU_ACCELERATION_S = 3;
/** The paper's threshold for rest, deg/s off the mean. Where segments move slowly on purpose, less is safer. */
const REST_RATE_DPS = 2;
/** Where levelling is done now and then, bias is left to every so many of them: it changes over minutes. */
const LEVELLINGS_A_BIAS = 4;
/** Longer holes are not integrated over: the inclination is learned anew. */
const LONGEST_STEP_S = 0.5;

/**
 * @param levelRateHz how often the inclination is corrected and the bias estimated; by default with every sample, as in the
 *   paper, and never more often
 * @throws RangeError where the rate is too low for the rest filter (below 1 Hz)
 */
export function initialOrientation(
  rateHz: number,
  restRateDps = REST_RATE_DPS,
  levelRateHz = rateHz,
): OrientationState {
  const periodS = 1 / rateHz;
  const levelEvery = Math.max(1, Math.round(rateHz / levelRateHz));
  const acceleration = designLowPass(TAU_ACCELERATION_S, levelEvery * periodS);
  const biasEvery = levelEvery === 1 ? 1 : LEVELLINGS_A_BIAS;
  const biasS = biasEvery * levelEvery * periodS;
  const bias = tuneBias(biasS, designLowPass(TAU_ACCELERATION_S, biasS), biasEvery);
  const tuning = { periodS, levelEvery, acceleration, rest: tuneRest(periodS, restRateDps, levelEvery), bias };
  return {
    tuning,
    lastMs: Number.NaN,
    rest: initialRest(),
    inclination: initialInclination(),
    bias: initialBias(bias),
  };
}

/** The state passed in is used up: it is moved on in place and handed back. */
export function stepOrientation(state: OrientationState, block: SampleBlock): [OrientationState, OrientedBlock] {
  const rows = carve(COLUMNS * block.count);
  orient(state, block, rows, 0);
  return [state, { sensor: block.sensor, count: block.count, rows }];
}

/** Moves the state on by a block; writes the rows of its samples, the first of them at `from`. */
export function orient(state: OrientationState, block: SampleBlock, rows: Float64Array, from: number): void {
  const { tuning, rest, inclination, bias } = state;
  const { count, tMs, gyroRadS: gyro, accMs2: acc, filled } = block;
  let { lastMs } = state;
  for (let n = 0, i = 0, at = from; n < count; n++, i += 3, at += COLUMNS) {
    const elapsedS = (tMs[n]! - lastMs) / 1000;
    if (elapsedS > LONGEST_STEP_S) forgetPast(state);
    setElapsed(inclination, elapsedS <= LONGEST_STEP_S ? elapsedS : tuning.periodS);
    lastMs = tMs[n]!;
    rows[at + TIME] = lastMs;
    rows[at + FILLED_FLAG] = filled[n]!;
    detectRest(rest, tuning.rest, gyro, acc, i, rows, at);
    const isLevelled = turnAndLevel(inclination, tuning.acceleration, tuning.levelEvery, bias, gyro, acc, i, rows, at);
    if (isLevelled && gatherLeaning(bias, tuning.bias, inclination)) updateBias(bias, tuning.bias, rest, rows, at);
    writeSigma(bias, rows, at);
  }
  state.lastMs = lastMs;
}

/** Bias of the gyroscope as estimated so far, rad/s, sensor frame. */
export function gyroBiasRadS({ bias }: OrientationState): readonly [number, number, number] {
  return [bias[0]!, bias[1]!, bias[2]!];
}

function forgetPast({ rest, inclination, bias }: OrientationState): void {
  forgetRest(rest);
  forgetInclination(inclination);
  forgetRotation(bias);
}
