/**
 * How far a segment has turned about a joint's axis since its starting posture, told by gravity alone. All vectors are
 * unit vectors in the sensor's frame; `up` points against gravity.
 */

/**
 * Angle in rad about the axis `j` (three values at `jAt`), positive in the axis' sense, from the posture where up was
 * `start` to the one where it is `now`.
 */
export function turnAbout(
  j: Float64Array,
  jAt: number,
  start: Float64Array,
  startAt: number,
  now: Float64Array,
  nowAt: number,
): number {
  const [x, y, z] = [j[jAt]!, j[jAt + 1]!, j[jAt + 2]!];
  const [sx, sy, sz] = [start[startAt]!, start[startAt + 1]!, start[startAt + 2]!];
  const [nx, ny, nz] = [now[nowAt]!, now[nowAt + 1]!, now[nowAt + 2]!];
  const sj = sx * x + sy * y + sz * z;
  const nj = nx * x + ny * y + nz * z;
  const cosine = sx * nx + sy * ny + sz * nz - sj * nj;
  const sine = x * (sy * nz - sz * ny) + y * (sz * nx - sx * nz) + z * (sx * ny - sy * nx);
  // Up turns the other way round in the frame of a sensor that turns.
  return -Math.atan2(sine, cosine);
}

/** Squared sine of the angle between axis and vertical: 1 for a horizontal axis, 0 where gravity tells nothing. */
export function lever(j: Float64Array, jAt: number, up: Float64Array, upAt: number): number {
  const along = j[jAt]! * up[upAt]! + j[jAt + 1]! * up[upAt + 1]! + j[jAt + 2]! * up[upAt + 2]!;
  return 1 - along * along;
}
