/**
 * The two bands' earth frames share the vertical, not the heading. Kalman filter for the angle by which the distal
 * frame has to be turned about the vertical into the proximal one, and for how fast that drifts. Each sample measures
 * it, wherever the joint's axis is not vertical: the axis has one heading, seen by both sensors (Laidig, Schauer, Seel,
 * "Exploiting kinematic constraints to compensate magnetic disturbances when calculating joint angles of approximate
 * hinge joints from orientation estimates of inertial sensors", ICORR 2017). There the offset comes from a sliding
 * window; a filter follows the same measurement without the window's delay, and says how sure it is.
 */
export const HEADING = {
  CELLS: 5,
  /** Offset, rad, not wrapped, and its drift, rad/s. */
  OFFSET: 0,
  RATE: 1,
  /** Their covariance. */
  VARIANCE: 2,
  COVARIANCE: 3,
  RATE_VARIANCE: 4,
} as const;

const { CELLS, OFFSET, RATE, VARIANCE, COVARIANCE, RATE_VARIANCE } = HEADING;

/** What sways in skin and foam turns the axis seen by 3 degrees against itself, for about a second at a time. */
const MEASUREMENT_RAD2_S = 0.05 ** 2;
/** Headings wander apart by 0.3 degrees in a second, 2.4 in a minute (6D orientation in fast movement drifts so). */
const WANDER_RAD2_S = 3e-5;
/** Drift of 0.6 deg/s, what a gyroscope's bias may be before anything is known of it. */
const FIRST_RATE_RAD_S = 0.01;
const RATE_WANDER = 1e-9;
const FULL_TURN = 2 * Math.PI;
/** Nothing is known. */
const UNKNOWN_RAD2 = Math.PI ** 2;
/** An axis nearer to the vertical than a third of a degree measures nothing. */
const LEAST_LEVER = 1e-5;

export function initialHeading(): Float64Array {
  const cells = new Float64Array(CELLS);
  cells[VARIANCE] = UNKNOWN_RAD2;
  cells[RATE_VARIANCE] = FIRST_RATE_RAD_S ** 2;
  return cells;
}

/** Lets time pass; `extraRad2` of uncertainty where samples were missing. */
export function predictHeading(cells: Float64Array, elapsedS: number, extraRad2 = 0): void {
  const [variance, covariance, rate] = [cells[VARIANCE]!, cells[COVARIANCE]!, cells[RATE_VARIANCE]!];
  cells[OFFSET]! += cells[RATE]! * elapsedS;
  const grown = variance + 2 * elapsedS * covariance + elapsedS ** 2 * rate + WANDER_RAD2_S * elapsedS + extraRad2;
  cells[VARIANCE] = Math.min(UNKNOWN_RAD2, grown);
  cells[COVARIANCE] = covariance + elapsedS * rate;
  cells[RATE_VARIANCE] = rate + RATE_WANDER * elapsedS;
}

/**
 * @param measuredRad offset seen; whole turns do not matter
 * @param leverage product of the horizontal parts of the axis seen by either sensor, 0 to 1
 * @param lastedS how long it was seen
 */
export function measureHeading(cells: Float64Array, measuredRad: number, leverage: number, lastedS: number): void {
  if (leverage * leverage < LEAST_LEVER || !(lastedS > 0)) return;
  const noise = MEASUREMENT_RAD2_S / (leverage * leverage * lastedS);
  const [variance, covariance] = [cells[VARIANCE]!, cells[COVARIANCE]!];
  const difference = measuredRad - cells[OFFSET]!;
  const error = difference - FULL_TURN * Math.round(difference / FULL_TURN);
  const gain = variance / (variance + noise);
  const rateGain = covariance / (variance + noise);
  cells[OFFSET]! += gain * error;
  cells[RATE]! += rateGain * error;
  cells[RATE_VARIANCE]! -= rateGain * covariance;
  cells[COVARIANCE] = covariance * (1 - gain);
  cells[VARIANCE] = variance * (1 - gain);
}

/**
 * Rauch-Tung-Striebel step: what is known afterwards about the state `before`, which became `predicted` and in the end
 * `smoothed`; writes into `before`.
 */
export function smoothHeading(
  before: Float64Array,
  predicted: Float64Array,
  smoothed: Float64Array,
  elapsedS: number,
): void {
  const [a, b, c] = [before[VARIANCE]!, before[COVARIANCE]!, before[RATE_VARIANCE]!];
  const [pa, pb, pc] = [predicted[VARIANCE]!, predicted[COVARIANCE]!, predicted[RATE_VARIANCE]!];
  const scale = 1 / (pa * pc - pb * pb);
  const [f, g] = [a + elapsedS * b, b + elapsedS * c];
  const g00 = (f * pc - b * pb) * scale;
  const g01 = (b * pa - f * pb) * scale;
  const g10 = (g * pc - c * pb) * scale;
  const g11 = (c * pa - g * pb) * scale;
  const offset = smoothed[OFFSET]! - predicted[OFFSET]!;
  const rate = smoothed[RATE]! - predicted[RATE]!;
  const [da, db, dc] = [smoothed[VARIANCE]! - pa, smoothed[COVARIANCE]! - pb, smoothed[RATE_VARIANCE]! - pc];
  before[OFFSET]! += g00 * offset + g01 * rate;
  before[RATE]! += g10 * offset + g11 * rate;
  before[VARIANCE] = a + g00 * (g00 * da + g01 * db) + g01 * (g00 * db + g01 * dc);
  before[COVARIANCE] = b + g00 * (g10 * da + g11 * db) + g01 * (g10 * db + g11 * dc);
  before[RATE_VARIANCE] = c + g10 * (g10 * da + g11 * db) + g11 * (g10 * db + g11 * dc);
}
