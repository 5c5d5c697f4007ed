import type { SampleBlock } from '../samples.ts';
import { estimatedOffset, followMagnet, forgetDirection, initialMagnet, type MagnetState } from './attached-magnet.ts';
import { partOf } from './block-part.ts';
import { followErrors, type GyroErrorsState, gainErrors, initialGyroErrors } from './gyro-errors.ts';
import {
  followNorth,
  forgetNorth,
  type HeadingState,
  initialHeading,
  noticeHole,
  stepHeading,
  writeTurned,
} from './heading.ts';
import { initialOrientation, type OrientationState, stepOrientation } from './orientation.ts';
import { ROW } from './oriented-row.ts';

/**
 * Orientation of a recorded or streamed sensor, with or without magnetometer, sample by sample: VQF, and before it the
 * gyroscope's gains, before its heading a magnet that is carried along, both learned on the way.
 */
export interface CalibratedState {
  readonly tuning: CalibrationTuning;
  orientation: OrientationState;
  readonly errors: GyroErrorsState;
  /** Gain errors the samples are corrected with. */
  readonly gains: Float64Array;
  readonly magnet: MagnetState;
  heading: HeadingState;
  /** Samples until the gains are taken anew: counted, so that the size of blocks changes nothing. */
  until: number;
}

export interface CalibrationTuning {
  /** How far the gyroscope's gains are off before anything is known, one standard deviation; 0: they are believed. */
  readonly gainSigma: number;
  /** Time constant of the way to north. */
  readonly headingTauS: number;
  /** The same where it is drawn from both sides and lags behind nothing. */
  readonly offlineTauS: number;
  /** Whether a magnet that is carried along is looked for. */
  readonly findsMagnet: boolean;
}

/** Exactly the paper's VQF. */
export const PAPER: CalibrationTuning = { gainSigma: 0, headingTauS: 9, offlineTauS: 9, findsMagnet: false };
/**
 * Data sheets of such gyroscopes allow gains 1 to 3 % off. With gains known the heading drifts less, and can listen longer
 * to a magnetometer in an uneven field.
 */
export const LIMBER: CalibrationTuning = { gainSigma: 0.01, headingTauS: 12, offlineTauS: 20, findsMagnet: true };

const { COLUMNS, QUATERNION, TIME } = ROW;
const GAINS_EVERY = 16;

/** @throws RangeError where the rate is too low for the filters (below 1 Hz) */
export function initialCalibrated(rateHz: number, tuning: CalibrationTuning): CalibratedState {
  return {
    tuning,
    orientation: initialOrientation(rateHz),
    errors: initialGyroErrors(rateHz, tuning.gainSigma),
    gains: new Float64Array(3),
    magnet: initialMagnet(rateHz),
    heading: initialHeading(rateHz, tuning.headingTauS),
    until: GAINS_EVERY,
  };
}

/**
 * Moves the state on in place.
 * @returns quaternions w x y z, sensor to earth, 4 a sample: with north where the block has a magnetometer
 */
export function stepCalibrated(state: CalibratedState, block: SampleBlock): [CalibratedState, Float64Array] {
  const quaternions = new Float64Array(4 * block.count);
  for (let from = 0; from < block.count; ) {
    const to = Math.min(block.count, from + state.until);
    quaternions.set(stepPart(state, correctedPart(block, from, to, state.gains)), 4 * from);
    state.until -= to - from;
    from = to;
    if (state.until > 0) continue;
    state.until = GAINS_EVERY;
    if (state.tuning.gainSigma > 0) state.gains.set(gainErrors(state.errors));
  }
  return [state, quaternions];
}

function stepPart(state: CalibratedState, part: SampleBlock): Float64Array {
  const [orientation, { rows }] = stepOrientation(state.orientation, part);
  state.orientation = orientation;
  if (state.tuning.gainSigma > 0) {
    for (let at = 0, i = 0; at < rows.length; at += COLUMNS, i += 3)
      followErrors(state.errors, rows, at, part.gyroRadS, i, state.gains);
  }
  if (!part.magUt) return quaternionsOf(rows);
  if (state.tuning.findsMagnet) return turnWithoutMagnet(state, rows, part.gyroRadS, part.magUt);
  const [heading, quaternions] = stepHeading(state.heading, rows, part.gyroRadS, part.magUt);
  state.heading = heading;
  return quaternions;
}

/** Samples `from` up to `to`, their rates corrected by the gains. */
function correctedPart(block: SampleBlock, from: number, to: number, gains: Float64Array): SampleBlock {
  const part = partOf(block, from, to);
  return { ...part, gyroRadS: part.gyroRadS.map((rate, i) => rate * (1 + gains[i % 3]!)) };
}

/** Once a magnet has been found, the heading until then was drawn by it, and begins anew. */
function turnWithoutMagnet(
  { heading, magnet }: CalibratedState,
  rows: Float64Array,
  gyro: Float64Array,
  magUt: Float64Array,
): Float64Array {
  const clean = magUt.slice();
  const quaternions = new Float64Array((4 * rows.length) / COLUMNS);
  for (let row = 0, i = 0, to = 0; i < magUt.length; row += COLUMNS, i += 3, to += 4) {
    const at = row + QUATERNION;
    if (noticeHole(heading, rows[row + TIME]!)) forgetDirection(magnet);
    const wasAttached = magnet.isAttached;
    followMagnet(magnet, rows, at, magUt, i);
    if (magnet.isAttached) takeOff(clean, i, estimatedOffset(magnet.kalman));
    if (magnet.isAttached && !wasAttached) forgetNorth(heading);
    followNorth(heading, rows, at, gyro, clean, i);
    writeTurned(rows, at, heading.deltaRad, quaternions, to);
  }
  return quaternions;
}

/** Three zeros stay: nothing was measured. */
export function takeOff(magUt: Float64Array, i: number, offset: Float64Array): void {
  if (magUt[i] === 0 && magUt[i + 1] === 0 && magUt[i + 2] === 0) return;
  for (let axis = 0; axis < 3; axis++) magUt[i + axis]! -= offset[axis]!;
}

function quaternionsOf(rows: Float64Array): Float64Array {
  const quaternions = new Float64Array((4 * rows.length) / COLUMNS);
  for (let at = QUATERNION, to = 0; to < quaternions.length; at += COLUMNS, to += 4)
    quaternions.set(rows.subarray(at, at + 4), to);
  return quaternions;
}
