import { meanCurve, REP_POINTS, repCurve } from '../motion/rep-curve.ts';
import type { RepRecord } from '../records/session-document.ts';
import type { AngleCurve } from './session-library.ts';

/** How the angle runs through a repetition on average: points at equal shares of the repetition, 0 to 100 percent. */
export interface RepProfile {
  readonly percent: readonly number[];
  readonly meanDeg: readonly number[];
  /** Mean minus and plus one sample standard deviation. */
  readonly lowDeg: readonly number[];
  readonly highDeg: readonly number[];
}

/** Repetitions laid over each other, each stretched to the same length; undefined where none lies within the curve. */
export function repProfile(curve: AngleCurve, reps: readonly RepRecord[]): RepProfile | undefined {
  const curves = repCurvesOf(curve, reps);
  if (curves.length === 0) return undefined;
  const { meanDeg, deviationDeg } = meanCurve(curves);
  return {
    percent: Array.from({ length: REP_POINTS }, (_, i) => (100 * i) / (REP_POINTS - 1)),
    meanDeg,
    lowDeg: meanDeg.map((mean, i) => mean - deviationDeg[i]!),
    highDeg: meanDeg.map((mean, i) => mean + deviationDeg[i]!),
  };
}

/** Each repetition that lies within the curve, stretched to the same length. */
export function repCurvesOf({ tS, angleDeg }: AngleCurve, reps: readonly RepRecord[]): number[][] {
  const line = { t: tS, angleDeg };
  return reps.flatMap((rep) => {
    const curve = repCurve(line, { start: rep.start_s, end: rep.end_s });
    return curve ? [curve] : [];
  });
}
