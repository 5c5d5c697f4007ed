import type { Vector3 } from './accelerometer-model.ts';
import { UNKNOWNS } from './ellipsoid-fit.ts';
import { evenDirections } from './even-directions.ts';

const ASKED = evenDirections(60);

/**
 * How far a direction that is computed from corrected readings is off, root mean square over all directions, rad: what the
 * errors of the nine numbers do across gravity. To first order, where gains are near 1.
 * @param covariance of offset (g) and matrix, 9 x 9, in the order of `EllipsoidFit`
 */
export function tiltUncertaintyRad(covariance: Float64Array): number {
  const sum = ASKED.reduce((total, direction) => total + acrossVariance(direction, covariance), 0);
  return Math.sqrt(Math.max(0, sum / ASKED.length));
}

function acrossVariance(n: Vector3, covariance: Float64Array): number {
  const rows = across(n);
  let sum = 0;
  for (const row of rows) {
    for (let i = 0; i < UNKNOWNS; i++) {
      for (let j = 0; j < UNKNOWNS; j++) sum += row[i]! * covariance[i * UNKNOWNS + j]! * row[j]!;
    }
  }
  return sum;
}

/** By each unknown, what moves the three components of the direction n, without what only makes it longer. */
function across(n: Vector3): readonly (readonly number[])[] {
  const [x, y, z] = n;
  const moved = [
    [-1, 0, 0, x, y, z, 0, 0, 0],
    [0, -1, 0, 0, x, 0, y, z, 0],
    [0, 0, -1, 0, 0, x, 0, y, z],
  ];
  const along = Array.from({ length: UNKNOWNS }, (_, k) => x * moved[0]![k]! + y * moved[1]![k]! + z * moved[2]![k]!);
  return moved.map((row, axis) => row.map((value, k) => value - n[axis]! * along[k]!));
}
