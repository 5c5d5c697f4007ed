/** Unit quaternions w x y z kept in a stretch of a Float64Array, for loops that must not allocate. */

/** q := normalised q * (w, x, y, z). */
export function multiplyInto(q: Float64Array, at: number, w: number, x: number, y: number, z: number): void {
  const qw = q[at]!;
  const qx = q[at + 1]!;
  const qy = q[at + 2]!;
  const qz = q[at + 3]!;
  store(
    q,
    at,
    qw * w - qx * x - qy * y - qz * z,
    qw * x + qx * w + qy * z - qz * y,
    qw * y - qx * z + qy * w + qz * x,
    qw * z + qx * y - qy * x + qz * w,
  );
}

/** q := normalised (w, x, y, 0) * q. */
export function multiplyFrom(q: Float64Array, at: number, w: number, x: number, y: number): void {
  const qw = q[at]!;
  const qx = q[at + 1]!;
  const qy = q[at + 2]!;
  const qz = q[at + 3]!;
  store(q, at, w * qw - x * qx - y * qy, w * qx + x * qw + y * qz, w * qy - x * qz + y * qw, w * qz + x * qy - y * qx);
}

function store(q: Float64Array, at: number, w: number, x: number, y: number, z: number): void {
  const norm = Math.sqrt(w * w + x * x + y * y + z * z);
  q[at] = w / norm;
  q[at + 1] = x / norm;
  q[at + 2] = y / norm;
  q[at + 3] = z / norm;
}

/** out := the quaternion at `a` times the one at `b`. */
export function product(q: Float64Array, a: number, b: number, out: Float64Array): void {
  out[0] = q[a]! * q[b]! - q[a + 1]! * q[b + 1]! - q[a + 2]! * q[b + 2]! - q[a + 3]! * q[b + 3]!;
  out[1] = q[a]! * q[b + 1]! + q[a + 1]! * q[b]! + q[a + 2]! * q[b + 3]! - q[a + 3]! * q[b + 2]!;
  out[2] = q[a]! * q[b + 2]! - q[a + 1]! * q[b + 3]! + q[a + 2]! * q[b]! + q[a + 3]! * q[b + 1]!;
  out[3] = q[a]! * q[b + 3]! + q[a + 1]! * q[b + 2]! - q[a + 2]! * q[b + 1]! + q[a + 3]! * q[b]!;
}

/** out := v turned by the quaternion at `at`; `out` may be `v`. */
export function rotate(q: Float64Array, at: number, v: Float64Array, out: Float64Array): void {
  const w = q[at]!;
  const x = q[at + 1]!;
  const y = q[at + 2]!;
  const z = q[at + 3]!;
  const [vx, vy, vz] = [v[0]!, v[1]!, v[2]!];
  out[0] = (1 - 2 * y * y - 2 * z * z) * vx + 2 * vy * (y * x - w * z) + 2 * vz * (w * y + z * x);
  out[1] = 2 * vx * (w * z + y * x) + vy * (1 - 2 * x * x - 2 * z * z) + 2 * vz * (y * z - x * w);
  out[2] = 2 * vx * (z * x - w * y) + 2 * vy * (w * x + z * y) + vz * (1 - 2 * x * x - 2 * y * y);
}
