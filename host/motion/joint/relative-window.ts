import { PAIRED } from './oriented-pair.ts';

/**
 * What a short stretch of two orientations says about the axis they share, whatever the heading between their earth
 * frames. With d that heading, the mean of the rotations from the distal sensor to the proximal one is
 * cos d * A + sin d * B + C: three sums are kept instead of samples.
 */
export const WINDOW = {
  VALUES: 30,
  /** Middle of the window, ms, while it grows the sum of times. */
  MIDDLE: 0,
  LASTED_S: 1,
  /** Sum of the samples' weights: seconds of movement. */
  WEIGHT: 2,
  A: 3,
  B: 12,
  C: 21,
} as const;

const { VALUES, MIDDLE, LASTED_S, WEIGHT, A, B, C } = WINDOW;
const { TIME, PROXIMAL, DISTAL, PROXIMAL_SPEED, DISTAL_SPEED } = PAIRED;
/** A second of this much movement, both sides together, counts fully; of rest, a hundredth of it. */
const FULL_RAD_S = 1;
const LEAST_WEIGHT = 0.01;
/** A window has a second of samples and a turn of 20 degrees in it, or ends after ten seconds: headings drift. */
const LEAST_S = 1;
const LEAST_WEIGHT_S = 0.35;
const MOST_S = 10;

// The rotation matrices of one pair, columns one after the other.
const proximal = new Float64Array(9);
const distal = new Float64Array(9);

export const initialWindow = (): Float64Array => new Float64Array(VALUES);

/** Takes in the pair at `at`, which stands for `elapsedS`. */
export function growWindow(window: Float64Array, pairs: Float64Array, at: number, elapsedS: number): void {
  const speed = pairs[at + PROXIMAL_SPEED]! + pairs[at + DISTAL_SPEED]!;
  const weight = elapsedS * Math.max(LEAST_WEIGHT, Math.min(1, speed / FULL_RAD_S));
  window[MIDDLE]! += pairs[at + TIME]! * elapsedS;
  window[LASTED_S]! += elapsedS;
  window[WEIGHT]! += weight;
  writeColumns(proximal, pairs, at + PROXIMAL);
  writeColumns(distal, pairs, at + DISTAL);
  for (let row = 0, to = 0; row < 9; row += 3) {
    const x = weight * proximal[row]!;
    const y = weight * proximal[row + 1]!;
    const z = weight * proximal[row + 2]!;
    for (let column = 0; column < 9; column += 3, to++) {
      const dx = distal[column]!;
      const dy = distal[column + 1]!;
      window[A + to]! += x * dx + y * dy;
      window[B + to]! += y * dx - x * dy;
      window[C + to]! += z * distal[column + 2]!;
    }
  }
}

export const isFull = (window: Float64Array): boolean =>
  window[LASTED_S]! >= MOST_S || (window[LASTED_S]! >= LEAST_S && window[WEIGHT]! >= LEAST_WEIGHT_S);

/** The window as it is kept. */
export function closeWindow(window: Float64Array): Float64Array {
  const closed = window.slice();
  closed[MIDDLE]! /= closed[LASTED_S]!;
  window.fill(0);
  return closed;
}

/** The sensor's axes in its earth frame, from the quaternion at `at`. */
function writeColumns(to: Float64Array, values: Float64Array, at: number): void {
  const w = values[at]!;
  const x = values[at + 1]!;
  const y = values[at + 2]!;
  const z = values[at + 3]!;
  to[0] = 1 - 2 * (y * y + z * z);
  to[1] = 2 * (x * y + w * z);
  to[2] = 2 * (x * z - w * y);
  to[3] = 2 * (x * y - w * z);
  to[4] = 1 - 2 * (x * x + z * z);
  to[5] = 2 * (y * z + w * x);
  to[6] = 2 * (x * z + w * y);
  to[7] = 2 * (y * z - w * x);
  to[8] = 1 - 2 * (x * x + y * y);
}
