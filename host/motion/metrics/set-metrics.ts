import { isKnown, type Measure, type Measured, measured, notKnown } from './measure.ts';
import type { MetricName, RepMetrics } from './rep-metrics.ts';
import { studentFactor } from './student.ts';

/** What a set of repetitions shows together. Trends are trends: no threshold of fatigue is validated for such exercise. */
export interface SetMetrics {
  /** Coefficient of variation of the repetitions' durations, percent. */
  readonly tempoVariationPct: Measure;
  /** Change from the first repetition to the last by the straight line that fits best: degrees, deg/s, SPARC. */
  readonly romDriftDeg: Measure;
  readonly speedDriftDps: Measure;
  readonly smoothnessDrift: Measure;
}

const FEWEST_REPS = 4;

/** In the order of doing. Repetitions whose measure is not known are left out of it. */
export function setMetrics(reps: readonly RepMetrics[]): SetMetrics {
  return {
    tempoVariationPct: tempoVariation(reps),
    romDriftDeg: drift(reps, 'romDeg'),
    speedDriftDps: drift(reps, 'peakSpeedDps'),
    smoothnessDrift: drift(reps, 'smoothness'),
  };
}

/** What the measuring error adds to the scatter is taken off. */
function tempoVariation(reps: readonly RepMetrics[]): Measure {
  const durations = reps.flatMap(({ outS, holdS, backS }) =>
    isKnown(outS) && isKnown(holdS) && isKnown(backS)
      ? [measured(outS.value + holdS.value + backS.value, Math.hypot(outS.sigma, backS.sigma))]
      : [],
  );
  const count = durations.length;
  if (count < FEWEST_REPS) return notKnown('too-short');
  const mean = durations.reduce((sum, { value }) => sum + value, 0) / count;
  const variance = durations.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (count - 1);
  const measuring = durations.reduce((sum, { sigma }) => sum + sigma ** 2, 0) / count;
  const share = Math.sqrt(Math.max(0, variance - measuring)) / mean;
  // Standard error of a coefficient of variation of normal values.
  const sigma = Math.max(share, Math.sqrt(measuring) / mean) * Math.sqrt(1 / (2 * (count - 1)) + share ** 2 / count);
  return measured(100 * share, 100 * sigma);
}

function drift(reps: readonly RepMetrics[], name: MetricName): Measure {
  const points = reps.flatMap((rep, i) => (isKnown(rep[name]) ? [{ at: i, ...rep[name] }] : []));
  return points.length < FEWEST_REPS ? notKnown('too-short') : lineThrough(points, reps.length - 1);
}

/** Least squares; sigma from the scatter about the line, so that the 95 % interval is two of it however few there are. */
function lineThrough(points: readonly (Measured & { readonly at: number })[], span: number): Measured {
  const count = points.length;
  const middle = points.reduce((sum, { at }) => sum + at, 0) / count;
  const mean = points.reduce((sum, { value }) => sum + value, 0) / count;
  const lever = points.reduce((sum, { at }) => sum + (at - middle) ** 2, 0);
  const slope = points.reduce((sum, { at, value }) => sum + (at - middle) * (value - mean), 0) / lever;
  const squares = points.reduce((sum, { at, value }) => sum + (value - mean - slope * (at - middle)) ** 2, 0);
  const scatter = Math.sqrt(squares / (count - 2) / lever) * (studentFactor(count - 2) / 2);
  return measured(slope * span, scatter * span);
}
