/** Rotation as a unit quaternion w, x, y, z. */
export type Turn = readonly [number, number, number, number];

/** About the sensor's own axes. */
export const HALF_TURNS: readonly Turn[] = [
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
];

const STEPS = 60;
/** From no turn first: another one has to fit better by this share to be preferred. */
const STARTS: readonly Turn[] = [[1, 0, 0, 0], ...HALF_TURNS];
const CLEARLY = 0.05;

/**
 * The rotation that brings some directions nearest to others (Horn 1987: the largest eigenvector of a 4 x 4 matrix, by
 * iteration from no turn and from the three half-turns). Where the directions leave it open, it is near the smallest one.
 * @param from x, y, z of each direction, its length being its weight
 * @param to the same number of them
 */
export function bestTurn(from: Float64Array, to: Float64Array): Turn {
  const rows = hornMatrix(crossSums(from, to));
  let best: Turn = [1, 0, 0, 0];
  let fit = Number.NEGATIVE_INFINITY;
  for (const start of STARTS) {
    const turn = iterated(rows, start);
    const theirs = fitOf(rows, turn);
    if (fit !== Number.NEGATIVE_INFINITY && theirs < fit + CLEARLY * Math.abs(fit)) continue;
    [best, fit] = [turn, theirs];
  }
  return best;
}

function iterated(rows: readonly Turn[], start: Turn): Turn {
  let q: Turn = start;
  for (let step = 0; step < STEPS; step++) {
    const next = timesTurn(rows, q);
    const length = Math.hypot(...next) || 1;
    q = [next[0] / length, next[1] / length, next[2] / length, next[3] / length];
  }
  return q;
}

const timesTurn = (rows: readonly Turn[], [w, x, y, z]: Turn): Turn => {
  const at = (row: Turn): number => row[0] * w + row[1] * x + row[2] * y + row[3] * z;
  return [at(rows[0]!), at(rows[1]!), at(rows[2]!), at(rows[3]!)];
};

function fitOf(rows: readonly Turn[], turn: Turn): number {
  const next = timesTurn(rows, turn);
  return next.reduce((sum, value, k) => sum + value * turn[k]!, 0);
}

/** All eigenvalues are lifted above zero, so that iteration leads to the largest. */
function hornMatrix(s: readonly number[]): Turn[] {
  const [xx = 0, xy = 0, xz = 0, yx = 0, yy = 0, yz = 0, zx = 0, zy = 0, zz = 0] = s;
  const lift = Math.hypot(...s) * 2;
  return [
    [xx + yy + zz + lift, yz - zy, zx - xz, xy - yx],
    [yz - zy, xx - yy - zz + lift, xy + yx, zx + xz],
    [zx - xz, xy + yx, yy - xx - zz + lift, yz + zy],
    [xy - yx, zx + xz, yz + zy, zz - xx - yy + lift],
  ];
}

/** Sums of products of each axis with each. */
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
