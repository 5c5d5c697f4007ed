/** x, y, z in a sensor's own frame. */
export type Vector3 = readonly [number, number, number];

/**
 * What an accelerometer makes of the truth, turned round: truth = matrix (reading - offset). The matrix is symmetric: gains
 * on its diagonal, cross-axis errors beside it. Gravity does not show a turn of the accelerometer as a whole; that belongs
 * to how the sensor sits on the segment.
 */
export interface AccelerometerModel {
  readonly offsetMs2: Vector3;
  /** xx, xy, xz, yy, yz, zz. */
  readonly matrix: readonly [number, number, number, number, number, number];
}

export const FLAWLESS: AccelerometerModel = { offsetMs2: [0, 0, 0], matrix: [1, 0, 0, 1, 0, 1] };

export function corrected({ offsetMs2, matrix }: AccelerometerModel, reading: Vector3): Vector3 {
  const [xx, xy, xz, yy, yz, zz] = matrix;
  const x = reading[0] - offsetMs2[0];
  const y = reading[1] - offsetMs2[1];
  const z = reading[2] - offsetMs2[2];
  return [xx * x + xy * y + xz * z, xy * x + yy * y + yz * z, xz * x + yz * y + zz * z];
}

export const lengthOf = (v: Vector3): number => Math.hypot(v[0], v[1], v[2]);

export const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export function directionOf(v: Vector3): Vector3 {
  const length = lengthOf(v);
  return [v[0] / length, v[1] / length, v[2] / length];
}

/** Between two unit vectors, rad. Of chords instead of the cosine, which says nothing of small angles. */
export const angleBetween = (a: Vector3, b: Vector3): number =>
  2 * Math.atan2(lengthOf([a[0] - b[0], a[1] - b[1], a[2] - b[2]]), lengthOf([a[0] + b[0], a[1] + b[1], a[2] + b[2]]));
