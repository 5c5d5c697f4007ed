/** A line whose points are given in the units of a picture. */
export interface PictureLine {
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
}

/**
 * Which points to keep so that the line through them stays within a tolerance of every point left out, measured upright
 * (Ramer 1972, Douglas & Peucker 1973): an hour of movement stays a small page, and no peak is lost.
 */
export function keptPoints({ xs, ys }: PictureLine, tolerance: number): number[] {
  const count = xs.length;
  if (count <= 2) return Array.from({ length: count }, (_, i) => i);
  const kept = new Set([0, count - 1]);
  const stretches: [number, number][] = [[0, count - 1]];
  for (let stretch = stretches.pop(); stretch !== undefined; stretch = stretches.pop()) {
    const [from, to] = stretch;
    const farthest = farthestPoint(xs, ys, from, to);
    if (farthest.off <= tolerance) continue;
    kept.add(farthest.at);
    stretches.push([from, farthest.at], [farthest.at, to]);
  }
  return [...kept].sort((a, b) => a - b);
}

function farthestPoint(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  from: number,
  to: number,
): { readonly at: number; readonly off: number } {
  const slope = (ys[to]! - ys[from]!) / (xs[to]! - xs[from]! || 1);
  let [at, off] = [from, 0];
  for (let i = from + 1; i < to; i++) {
    const distance = Math.abs(ys[i]! - ys[from]! - slope * (xs[i]! - xs[from]!));
    if (distance > off) [at, off] = [i, distance];
  }
  return { at, off };
}
