/** Points of a repetition that was stretched to a common length: every percent of its duration. */
export const REP_POINTS = 101;

/** A joint angle over time: ms or seconds, as long as the spans are in the same unit. */
export interface AngleLine {
  readonly t: ArrayLike<number>;
  readonly angleDeg: ArrayLike<number>;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A session may end with its last repetition, a stored curve a sample earlier: so much may be missing at either end. */
const MISSING_SHARE = 0.03;

/** The angle at each percent of one repetition, degrees; undefined unless the line covers it. */
export function repCurve({ t, angleDeg }: AngleLine, { start, end }: Span): number[] | undefined {
  const slack = MISSING_SHARE * (end - start);
  const isCovered = t.length > 0 && end > start && start >= t[0]! - slack && end <= t[t.length - 1]! + slack;
  if (!isCovered) return undefined;
  const at = (percent: number): number => start + (percent / (REP_POINTS - 1)) * (end - start);
  return Array.from({ length: REP_POINTS }, (_, percent) => angleAt(t, angleDeg, at(percent)));
}

/** How the angle runs through a repetition on average. */
export interface MeanCurve {
  readonly meanDeg: readonly number[];
  /** Sample standard deviation at each point; 0 for a single repetition. */
  readonly deviationDeg: readonly number[];
}

/** @param curves at least one, each of REP_POINTS angles */
export function meanCurve(curves: readonly (readonly number[])[]): MeanCurve {
  const count = curves.length;
  const meanDeg = curves[0]!.map((_, i) => curves.reduce((sum, curve) => sum + curve[i]!, 0) / count);
  const deviationDeg = meanDeg.map((mean, i) => {
    const squares = curves.reduce((sum, curve) => sum + (curve[i]! - mean) ** 2, 0);
    return count > 1 ? Math.sqrt(squares / (count - 1)) : 0;
  });
  return { meanDeg, deviationDeg };
}

/** Linear between samples. */
function angleAt(t: ArrayLike<number>, angleDeg: ArrayLike<number>, at: number): number {
  const after = firstNotBefore(t, at);
  const before = Math.max(0, after - 1);
  const span = t[after]! - t[before]!;
  const share = span > 0 ? Math.min(1, Math.max(0, (at - t[before]!) / span)) : 0;
  return angleDeg[before]! + share * (angleDeg[after]! - angleDeg[before]!);
}

/** Index of the first sample at or after a time, by bisection; the last one where all are before. */
function firstNotBefore(t: ArrayLike<number>, at: number): number {
  let [low, high] = [0, t.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (t[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
