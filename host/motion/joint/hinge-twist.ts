/** Rotation about a hinge's axis, told by two orientations and the heading between their earth frames. */

const HALF_TURN_BACK = 1e-9;

/**
 * The quaternion that takes the distal axis into the proximal one by the shortest way: the posture that counts as zero
 * where nothing else is agreed on. `axes`: proximal x y z, distal x y z.
 */
export function shortestTurn(axes: ArrayLike<number>): Float64Array {
  return turnInto(axes[3]!, axes[4]!, axes[5]!, axes[0]!, axes[1]!, axes[2]!);
}

function turnInto(x: number, y: number, z: number, tx: number, ty: number, tz: number): Float64Array {
  const w = 1 + x * tx + y * ty + z * tz;
  // Opposite axes: half a turn about whichever direction across them is handy.
  if (w < HALF_TURN_BACK) return Math.abs(x) < 0.8 ? unit(0, 0, z, -y) : unit(0, -z, 0, x);
  return unit(w, y * tz - z * ty, z * tx - x * tz, x * ty - y * tx);
}

function unit(w: number, x: number, y: number, z: number): Float64Array {
  const scale = 1 / Math.hypot(w, x, y, z);
  return Float64Array.of(w * scale, x * scale, y * scale, z * scale);
}

/** The zero posture's turn for better axes: changed no more than they did, so that the angle hardly jumps. */
export function carryTurn(turn: Float64Array, before: ArrayLike<number>, axes: ArrayLike<number>): Float64Array {
  const proximal = turnInto(before[0]!, before[1]!, before[2]!, axes[0]!, axes[1]!, axes[2]!);
  const distal = turnInto(axes[3]!, axes[4]!, axes[5]!, before[3]!, before[4]!, before[5]!);
  return product(proximal, product(turn, distal));
}

export function product(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return unit(
    a[0]! * b[0]! - a[1]! * b[1]! - a[2]! * b[2]! - a[3]! * b[3]!,
    a[0]! * b[1]! + a[1]! * b[0]! + a[2]! * b[3]! - a[3]! * b[2]!,
    a[0]! * b[2]! - a[1]! * b[3]! + a[2]! * b[0]! + a[3]! * b[1]!,
    a[0]! * b[3]! + a[1]! * b[2]! - a[2]! * b[1]! + a[3]! * b[0]!,
  );
}

/**
 * Angle, rad, within half a turn, by which the distal sensor is turned about the axis against the proximal one; what is
 * not about the axis is left out. Quaternions w x y z at `proximal` and `distal` of `values`.
 */
export function twistRad(
  axes: Float64Array,
  zero: Float64Array,
  headingRad: number,
  values: Float64Array,
  proximal: number,
  distal: number,
): number {
  const c = Math.cos(headingRad / 2);
  const s = Math.sin(headingRad / 2);
  const [pw, px, py, pz] = [values[proximal]!, values[proximal + 1]!, values[proximal + 2]!, values[proximal + 3]!];
  // a: proximal sensor's inverse after the heading's turn; b: distal sensor after the inverse of the zero turn.
  const aw = pw * c + pz * s;
  const ax = -px * c - py * s;
  const ay = -py * c + px * s;
  const az = -pz * c + pw * s;
  const [dw, dx, dy, dz] = [values[distal]!, values[distal + 1]!, values[distal + 2]!, values[distal + 3]!];
  const [zw, zx, zy, zz] = [zero[0]!, zero[1]!, zero[2]!, zero[3]!];
  const bw = dw * zw + dx * zx + dy * zy + dz * zz;
  const bx = -dw * zx + dx * zw - dy * zz + dz * zy;
  const by = -dw * zy + dx * zz + dy * zw - dz * zx;
  const bz = -dw * zz - dx * zy + dy * zx + dz * zw;
  const w = aw * bw - ax * bx - ay * by - az * bz;
  const x = aw * bx + ax * bw + ay * bz - az * by;
  const y = aw * by - ax * bz + ay * bw + az * bx;
  const z = aw * bz + ax * by - ay * bx + az * bw;
  const half = Math.atan2(x * axes[0]! + y * axes[1]! + z * axes[2]!, w);
  return 2 * half - 2 * Math.PI * Math.round(half / Math.PI);
}

/** Horizontal and vertical parts of an axis seen in the earth frame, x y z, into `to`. */
export function axisInEarth(
  to: Float64Array,
  values: Float64Array,
  at: number,
  axes: Float64Array,
  side: number,
): void {
  const [w, x, y, z] = [values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!];
  const [a, b, c] = [axes[side]!, axes[side + 1]!, axes[side + 2]!];
  const tx = 2 * (y * c - z * b);
  const ty = 2 * (z * a - x * c);
  const tz = 2 * (x * b - y * a);
  to[0] = a + w * tx + y * tz - z * ty;
  to[1] = b + w * ty + z * tx - x * tz;
  to[2] = c + w * tz + x * ty - y * tx;
}
