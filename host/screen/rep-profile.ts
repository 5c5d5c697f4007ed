import type { RepRecord } from '../records/session-document.ts';
import type { AngleCurve } from './session-library.ts';
import { meanAndDeviation } from './session-words.ts';

/** How the angle runs through a repetition on average: points at equal shares of the repetition, 0 to 100 percent. */
export interface RepProfile {
  readonly percent: readonly number[];
  readonly meanDeg: readonly number[];
  /** Mean minus and plus one sample standard deviation. */
  readonly lowDeg: readonly number[];
  readonly highDeg: readonly number[];
}

const POINTS = 101;

/** Repetitions laid over each other, each stretched to the same length; undefined where none lies within the curve. */
export function repProfile(curve: AngleCurve, reps: readonly RepRecord[]): RepProfile | undefined {
  const [firstS, lastS] = [curve.tS[0], curve.tS.at(-1)];
  if (firstS === undefined || lastS === undefined) return undefined;
  const whole = reps.filter((rep) => rep.start_s >= firstS && rep.end_s <= lastS && rep.end_s > rep.start_s);
  if (whole.length === 0) return undefined;
  const percent = Array.from({ length: POINTS }, (_, i) => (100 * i) / (POINTS - 1));
  const spread = percent.map((share) => {
    const angles = whole.map((rep) => angleAt(curve, rep.start_s + (share / 100) * (rep.end_s - rep.start_s)));
    return meanAndDeviation(angles) ?? { mean: 0, deviation: 0 };
  });
  return {
    percent,
    meanDeg: spread.map(({ mean }) => mean),
    lowDeg: spread.map(({ mean, deviation }) => mean - deviation),
    highDeg: spread.map(({ mean, deviation }) => mean + deviation),
  };
}

/** The curve at a time within it, linear between its samples. */
function angleAt({ tS, angleDeg }: AngleCurve, atS: number): number {
  const after = firstNotBefore(tS, atS);
  const before = Math.max(0, after - 1);
  const spanS = tS[after]! - tS[before]!;
  const share = spanS > 0 ? (atS - tS[before]!) / spanS : 0;
  return angleDeg[before]! + share * (angleDeg[after]! - angleDeg[before]!);
}

/** Index of the first sample at or after a time, by bisection; the last one where all are before. */
function firstNotBefore(tS: readonly number[], atS: number): number {
  let [low, high] = [0, tS.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tS[middle]! < atS) low = middle + 1;
    else high = middle;
  }
  return low;
}
