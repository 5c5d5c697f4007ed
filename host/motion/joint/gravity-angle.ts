/**
 * How far two segments have turned against each other about a joint's axis since their starting posture, told by
 * gravity alone. All vectors are unit vectors in the sensors' frames, `up` points against gravity.
 */

/**
 * Angle in rad, -2 pi to 2 pi, that the second segment has turned further than the first about the axes (`axes`: x y z of
 * the first, of the second), from the posture in which up was `start` (six values at `startAt`) to the one in which it
 * is three values of `now` at `first` and at `second`.
 */
export function turnBetween(
  axes: Float64Array,
  start: Float64Array,
  startAt: number,
  now: Float64Array,
  first: number,
  second: number,
): number {
  let cosine = 1;
  let sine = 0;
  let ways = 0;
  for (let side = 0; side < 6; side += 3) {
    const at = side === 0 ? first : second;
    const x = axes[side]!;
    const y = axes[side + 1]!;
    const z = axes[side + 2]!;
    const sx = start[startAt + side]!;
    const sy = start[startAt + side + 1]!;
    const sz = start[startAt + side + 2]!;
    const nx = now[at]!;
    const ny = now[at + 1]!;
    const nz = now[at + 2]!;
    const c = sx * nx + sy * ny + sz * nz - (nx * x + ny * y + nz * z) * (sx * x + sy * y + sz * z);
    const turned = x * (sy * nz - sz * ny) + y * (sz * nx - sx * nz) + z * (sx * ny - sy * nx);
    // Up turns the other way round in the frame of a sensor that turns; the first segment's turn is taken off.
    const s = side === 0 ? turned : -turned;
    ways += s > 0 ? 1 : -1;
    const before = cosine;
    cosine = before * c - sine * s;
    sine = before * s + sine * c;
  }
  // One arctangent for the sum of two angles; where both go the same way the sum may be more than half a turn.
  const sum = Math.atan2(sine, cosine);
  return ways * sum < 0 ? sum + ways * Math.PI : sum;
}

/** Squared sine of the angle between axis and vertical: 1 for a horizontal axis, 0 where gravity tells nothing. */
export function lever(j: Float64Array, jAt: number, up: Float64Array, upAt: number): number {
  const along = j[jAt]! * up[upAt]! + j[jAt + 1]! * up[upAt + 1]! + j[jAt + 2]! * up[upAt + 2]!;
  return 1 - along * along;
}
