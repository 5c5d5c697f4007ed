/** Rotation as a unit quaternion w, x, y, z. */
export type Turn = readonly [number, number, number, number];

/** Enough for directions some degrees apart; where they say nothing about an axis, no turn about it appears. */
const STEPS = 60;

/**
 * The rotation that brings some directions nearest to others (Horn 1987: largest eigenvector of a 4 x 4 matrix), found by
 * iterating from no turn at all: where the directions leave it open, it is the smallest one.
 * @param from x, y, z of each direction, its length being its weight
 * @param to the same number of them
 */
export function bestTurn(from: Float64Array, to: Float64Array): Turn {
  const s = crossSums(from, to);
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = s as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const most = s.reduce((sum, value) => sum + Math.abs(value), 0) || 1;
  const rows = [
    [xx + yy + zz + most, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz + most, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz + most, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy + most],
  ];
  let q = [1, 0, 0, 0];
  for (let step = 0; step < STEPS; step++) {
    const next = rows.map((row) => row.reduce((sum, value, k) => sum + value * q[k]!, 0));
    const length = Math.hypot(...next) || 1;
    q = next.map((value) => value / length);
  }
  return [q[0]!, q[1]!, q[2]!, q[3]!];
}

function crossSums(from: Float64Array, to: Float64Array): number[] {
  const sums = new Array<number>(9).fill(0);
  for (let at = 0; at < from.length; at += 3) {
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) sums[3 * i + j]! += from[at + i]! * to[at + j]!;
  }
  return sums;
}

export const turnDeg = ([w, x, y, z]: Turn): number =>
  (2 * Math.atan2(Math.hypot(x, y, z), Math.abs(w)) * 180) / Math.PI;

/** Turns the direction that stands at that place. */
export function turnAt([w, x, y, z]: Turn, values: Float64Array, at: number): void {
  const [a, b, c] = [values[at]!, values[at + 1]!, values[at + 2]!];
  const [tx, ty, tz] = [2 * (y * c - z * b), 2 * (z * a - x * c), 2 * (x * b - y * a)];
  values[at] = a + w * tx + y * tz - z * ty;
  values[at + 1] = b + w * ty + z * tx - x * tz;
  values[at + 2] = c + w * tz + x * ty - y * tx;
}
