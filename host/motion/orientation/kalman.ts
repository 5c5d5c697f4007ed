/**
 * A Kalman filter for a few constants that wander slowly, measured one number at a time: so nothing is inverted. It lives in
 * one Float64Array: the states, their covariance row by row, the row of the measurement, and room for an update.
 */

/** Where the covariance begins. */
export const covarianceAt = (states: number): number => states;
/** Where the row of the next measurement is to be written. */
export const measurementAt = (states: number): number => states + states * states;

export function initialKalman(variances: readonly number[]): Float64Array {
  const states = variances.length;
  const cells = new Float64Array(measurementAt(states) + 2 * states);
  variances.forEach((variance, k) => {
    cells[varianceAt(states, k)] = variance;
  });
  return cells;
}

/** Where the variance of a state stands. */
export const varianceAt = (states: number, state: number): number => covarianceAt(states) + state * (states + 1);

/**
 * Learns that the product of the measurement's row and the states was measured.
 * @param largest the error is taken for no larger than that
 */
export function learn(
  cells: Float64Array,
  states: number,
  measured: number,
  variance: number,
  largest = Number.POSITIVE_INFINITY,
): void {
  const covariance = covarianceAt(states);
  const row = measurementAt(states);
  const cross = row + states;
  let total = variance;
  let error = measured;
  for (let k = 0; k < states; k++) {
    let sum = 0;
    for (let u = 0; u < states; u++) sum += cells[covariance + k * states + u]! * cells[row + u]!;
    cells[cross + k] = sum;
    total += sum * cells[row + k]!;
    error -= cells[k]! * cells[row + k]!;
  }
  const step = Math.max(-largest, Math.min(largest, error)) / total;
  for (let k = 0; k < states; k++) {
    const share = cells[cross + k]! / total;
    cells[k]! += step * cells[cross + k]!;
    for (let u = 0; u < states; u++) cells[covariance + k * states + u]! -= share * cells[cross + u]!;
  }
}
