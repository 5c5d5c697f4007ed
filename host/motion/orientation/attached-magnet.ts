import { covarianceAt, initialKalman, learn, measurementAt, varianceAt } from './kalman.ts';

/**
 * A magnet that is carried along (a phone, a buckle, the case of a hearing aid) adds the same vector to every sample in the
 * sensor's frame. Turning tells it from the field of the earth, which stays in the earth's frame: a Kalman filter for both,
 * with the inclination and short-term heading of the 6D orientation. The offset is taken off only once it is large and well
 * known, since a room's uneven field looks like a small one.
 */
export interface MagnetState {
  readonly tuning: MagnetTuning;
  /** Kalman filter for the field x y z in the 6D earth frame and the offset x y z in the sensor's, uT. */
  readonly kalman: Float64Array;
  /** Low-pass of what the filter does not explain, uT, sensor frame. */
  readonly residual: Float64Array;
  /** Samples since the latest one that was learned from. */
  since: number;
  /** For how long the present offset has been learned. */
  learnedS: number;
  /** For how long it has looked like a magnet's. */
  seenS: number;
  isAttached: boolean;
}

export interface MagnetTuning {
  /** Every how many samples the filter learns. */
  readonly every: number;
  readonly stepS: number;
  readonly variance: number;
}

const STATES = 6;
const OFFSET = 3;
const MEASURED_ROW = measurementAt(STATES);

const LEARN_EVERY_S = 0.035;
const FIELD_SIGMA_UT = 100;
const OFFSET_SIGMA_UT = 20;
/** Indoors the field changes by some uT within the reach of an arm, and for as long as the sensor stays there. */
const UNEVEN_UT = 3;
const UNEVEN_FOR_S = 1;
/** Heading and place wander: per root of a second. */
const FIELD_WALK_UT = 0.3;
const OFFSET_WALK_UT = 0.01;
/** A tenth of the earth's field, as the paper's bound for a disturbance: less turns north by no more than a room does. */
const ATTACHED_UT = 5;
const KNOWN_TO_UT = 4;
const TIMES_SIGMA = 4;
/** Beside a magnet in the room the offset looks like one, too, but not for long. */
const SURE_AFTER_S = 6;
/** As much unexplained for so long: the magnet came, or went. */
const CHANGED_UT = 8;
const CHANGED_TAU_S = 1;
const SETTLED_S = 5;

export function initialMagnet(rateHz: number): MagnetState {
  const every = Math.max(1, Math.round(LEARN_EVERY_S * rateHz));
  const stepS = every / rateHz;
  const field = FIELD_SIGMA_UT ** 2;
  const offset = OFFSET_SIGMA_UT ** 2;
  return {
    tuning: { every, stepS, variance: (UNEVEN_UT ** 2 * UNEVEN_FOR_S) / stepS },
    kalman: initialKalman([field, field, field, offset, offset, offset]),
    residual: new Float64Array(3),
    since: every,
    learnedS: 0,
    seenS: 0,
    isAttached: false,
  };
}

/** Learns from the sample at `i`, oriented by the quaternion at `at`; three zeros were not measured. */
export function followMagnet(
  state: MagnetState,
  quaternions: Float64Array,
  at: number,
  mag: Float64Array,
  i: number,
): void {
  state.since++;
  if (state.since < state.tuning.every || (mag[i] === 0 && mag[i + 1] === 0 && mag[i + 2] === 0)) return;
  state.since = 0;
  const { kalman, tuning } = state;
  wander(state);
  if (isUnexplained(state, quaternions, at, mag, i)) forgetOffset(state);
  for (let axis = 0; axis < 3; axis++) {
    writeRow(kalman, quaternions, at, axis);
    learn(kalman, STATES, mag[i + axis]!, tuning.variance);
  }
  judge(state);
}

/** Behind a hole in the recording the earth's frame has another heading: the field's strength and dip stay, not its direction. */
export function forgetDirection({ kalman }: MagnetState): void {
  for (const axis of [0, 1]) kalman[varianceAt(STATES, axis)]! += FIELD_SIGMA_UT ** 2;
}

/** The offset as estimated, whether it means a magnet or not. */
export const estimatedOffset = (kalman: Float64Array): Float64Array => kalman.slice(OFFSET, OFFSET + 3);

/** The largest standard deviation of an axis of the offset, uT. */
export function offsetSigma(kalman: Float64Array): number {
  let largest = 0;
  for (let k = OFFSET; k < STATES; k++) largest = Math.max(largest, kalman[varianceAt(STATES, k)]!);
  return Math.sqrt(largest);
}

/** Whether an offset of that strength and uncertainty, both uT, is a magnet's. */
export const isMagnet = (offsetUt: number, sigmaUt: number): boolean =>
  offsetUt > ATTACHED_UT && sigmaUt < KNOWN_TO_UT && offsetUt > TIMES_SIGMA * sigmaUt;

function wander({ kalman, tuning }: MagnetState): void {
  for (let k = 0; k < STATES; k++) {
    const walk = k < OFFSET ? FIELD_WALK_UT : OFFSET_WALK_UT;
    kalman[varianceAt(STATES, k)]! += walk ** 2 * tuning.stepS;
  }
}

/** One axis of the sensor in the earth's frame (a column of the rotation), and the offset of that axis. */
function writeRow(kalman: Float64Array, quaternions: Float64Array, at: number, axis: number): void {
  const w = quaternions[at]!;
  const next = (axis + 1) % 3;
  const after = (axis + 2) % 3;
  const a = quaternions[at + 1 + axis]!;
  const n = quaternions[at + 1 + next]!;
  const f = quaternions[at + 1 + after]!;
  kalman[MEASURED_ROW + axis] = 1 - 2 * (n * n + f * f);
  kalman[MEASURED_ROW + next] = 2 * (a * n + w * f);
  kalman[MEASURED_ROW + after] = 2 * (a * f - w * n);
  for (let k = 0; k < 3; k++) kalman[MEASURED_ROW + OFFSET + k] = k === axis ? 1 : 0;
}

function isUnexplained(
  state: MagnetState,
  quaternions: Float64Array,
  at: number,
  mag: Float64Array,
  i: number,
): boolean {
  const { kalman, residual, tuning } = state;
  const share = -Math.expm1(-tuning.stepS / CHANGED_TAU_S);
  for (let axis = 0; axis < 3; axis++) {
    writeRow(kalman, quaternions, at, axis);
    let unexplained = mag[i + axis]!;
    for (let k = 0; k < STATES; k++) unexplained -= kalman[k]! * kalman[MEASURED_ROW + k]!;
    residual[axis]! += share * (unexplained - residual[axis]!);
  }
  state.learnedS += tuning.stepS;
  return state.learnedS > SETTLED_S && Math.hypot(residual[0]!, residual[1]!, residual[2]!) > CHANGED_UT;
}

/** The earth's field is kept, the offset is learned anew from what was left unexplained. */
function forgetOffset(state: MagnetState): void {
  const { kalman, residual } = state;
  const covariance = covarianceAt(STATES);
  for (let k = OFFSET; k < STATES; k++) {
    for (let u = 0; u < STATES; u++) {
      kalman[covariance + k * STATES + u] = 0;
      kalman[covariance + u * STATES + k] = 0;
    }
    kalman[varianceAt(STATES, k)] = OFFSET_SIGMA_UT ** 2;
    kalman[k]! += residual[k - OFFSET]!;
  }
  residual.fill(0);
  state.learnedS = 0;
}

function judge(state: MagnetState): void {
  const sigma = offsetSigma(state.kalman);
  const offset = Math.hypot(...estimatedOffset(state.kalman));
  state.seenS = isMagnet(offset, sigma) ? state.seenS + state.tuning.stepS : 0;
  if (state.isAttached) state.isAttached = offset > ATTACHED_UT / 2 && sigma < 2 * KNOWN_TO_UT;
  else state.isAttached = state.seenS > SURE_AFTER_S;
}
