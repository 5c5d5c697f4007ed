/** Unit quaternions [w, x, y, z] and vectors [x, y, z]; a quaternion named worldFromSensor turns sensor coordinates into world coordinates. */
export type Quaternion = readonly [number, number, number, number];
export type Vector = readonly [number, number, number];

export function multiply(a: Quaternion, b: Quaternion): Quaternion {
  return [
    a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
    a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
    a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
    a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0],
  ];
}

export const conjugate = (q: Quaternion): Quaternion => [q[0], -q[1], -q[2], -q[3]];

export function rotate(q: Quaternion, v: Vector): Vector {
  const turned = multiply(multiply(q, [0, v[0], v[1], v[2]]), conjugate(q));
  return [turned[1], turned[2], turned[3]];
}

/** @param axis need not be a unit vector; @param angleRad right-handed */
export function aboutAxis(axis: Vector, angleRad: number): Quaternion {
  const length = Math.hypot(...axis);
  const scale = Math.sin(angleRad / 2) / length;
  return [Math.cos(angleRad / 2), axis[0] * scale, axis[1] * scale, axis[2] * scale];
}

/** Rotation vector (axis times angle, rad) of a quaternion. */
export function rotationVector(q: Quaternion): Vector {
  const sign = q[0] < 0 ? -1 : 1;
  const sine = Math.hypot(q[1], q[2], q[3]);
  if (sine < 1e-12) return [2 * q[1] * sign, 2 * q[2] * sign, 2 * q[3] * sign];
  const scale = (2 * sign * Math.atan2(sine, q[0] * sign)) / sine;
  return [q[1] * scale, q[2] * scale, q[3] * scale];
}
