import { radToDeg } from '../../protocol/units.ts';

/** What is scored against: see `BroadTrial`. */
export interface Truth {
  readonly rateHz: number;
  readonly reference: Float64Array;
  readonly moving: Uint8Array;
}

/** Degrees, root mean square over the movement; drift in degrees a minute. */
export interface OrientationScore {
  readonly total: number;
  readonly heading: number;
  readonly inclination: number;
  readonly drift: number;
}

/**
 * As score_broad.py and broad_utils.py: e = estimate times the inverse of the reference, in the earth frame; total
 * 2 acos |w|, heading 2 atan |z / w|, inclination 2 acos sqrt(w^2 + z^2); drift is the slope of the signed heading error.
 * @param estimate w x y z, 4 a sample
 * @param mode 6d: heading cannot be known, so total and heading are those after one constant heading was taken off
 */
export function scoreOrientation(estimate: ArrayLike<number>, truth: Truth, mode: '6d' | '9d'): OrientationScore {
  const { w, xy, z, tMin } = errorsOf(estimate, truth);
  const signed = unwrap(w.map((value, i) => 2 * Math.atan2(z[i]!, value)));
  const { slope, mean } = lineThrough(tMin, signed);
  const offset = mode === '6d' ? mean : 0;
  const turned = signed.map((heading) => heading - offset);
  const level = w.map((value, i) => Math.min(1, Math.hypot(value, z[i]!)));
  return {
    total: rmsDeg(turned.map((heading, i) => 2 * Math.acos(Math.min(1, level[i]! * Math.abs(Math.cos(heading / 2)))))),
    heading: rmsDeg(
      turned.map((heading) => 2 * Math.atan2(Math.abs(Math.sin(heading / 2)), Math.abs(Math.cos(heading / 2)))),
    ),
    inclination: rmsDeg(level.map((value, i) => 2 * Math.atan2(xy[i]!, value))),
    drift: radToDeg(slope),
  };
}

/** Mean over trials; of the drift, of its size. */
export function meanScore(scores: readonly OrientationScore[]): OrientationScore {
  const mean = (of: (score: OrientationScore) => number): number =>
    scores.reduce((sum, score) => sum + of(score), 0) / scores.length;
  return {
    total: mean(({ total }) => total),
    heading: mean(({ heading }) => heading),
    inclination: mean(({ inclination }) => inclination),
    drift: mean(({ drift }) => Math.abs(drift)),
  };
}

interface Errors {
  readonly w: number[];
  /** Length of x and y. */
  readonly xy: number[];
  readonly z: number[];
  readonly tMin: number[];
}

function errorsOf(estimate: ArrayLike<number>, { reference, moving, rateHz }: Truth): Errors {
  const errors: Errors = { w: [], xy: [], z: [], tMin: [] };
  for (let i = 0, at = 0; i < moving.length; i++, at += 4) {
    const [rw, rx, ry, rz] = unit(reference, at);
    if (moving[i] !== 1 || Number.isNaN(rw)) continue;
    const [w, x, y, z] = unit(estimate, at);
    errors.w.push(w * rw + x * rx + y * ry + z * rz);
    errors.xy.push(Math.hypot(-w * rx + x * rw - y * rz + z * ry, -w * ry + x * rz + y * rw - z * rx));
    errors.z.push(-w * rz - x * ry + y * rx + z * rw);
    errors.tMin.push(i / rateHz / 60);
  }
  return errors;
}

function unit(values: ArrayLike<number>, at: number): [number, number, number, number] {
  const per = 1 / Math.hypot(values[at]!, values[at + 1]!, values[at + 2]!, values[at + 3]!);
  return [values[at]! * per, values[at + 1]! * per, values[at + 2]! * per, values[at + 3]! * per];
}

function unwrap(angles: readonly number[]): number[] {
  let turns = 0;
  return angles.map((angle, i) => {
    if (i > 0) turns -= Math.round((angle - angles[i - 1]!) / (2 * Math.PI));
    return angle + 2 * Math.PI * turns;
  });
}

function lineThrough(x: readonly number[], y: readonly number[]): { slope: number; mean: number } {
  const meanX = x.reduce((sum, value) => sum + value, 0) / x.length;
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  let [over, under] = [0, 0];
  x.forEach((value, i) => {
    over += (value - meanX) * (y[i]! - mean);
    under += (value - meanX) ** 2;
  });
  return { slope: over / under, mean };
}

const rmsDeg = (angles: readonly number[]): number =>
  radToDeg(Math.sqrt(angles.reduce((sum, angle) => sum + angle * angle, 0) / angles.length));
