import { median, quantile } from './median.ts';
import { studentFactor } from './student.ts';

/**
 * What is usual for one person: where their earlier values lie, and how much they vary within a session and from one
 * session to the next. The comparison is with nobody else, and there is no threshold in it but the person's own noise.
 */
export interface Baseline {
  /** Median of the sessions' medians: one odd session or repetition does not move it far. */
  readonly centre: number;
  /** Standard deviation of values within a session. */
  readonly withinSd: number;
  /** Standard deviation of sessions beyond what their values' own scatter makes; 0 where there is but one session. */
  readonly betweenSd: number;
  readonly sessions: number;
  readonly values: number;
}

export interface Change {
  /** Mean of the new values minus the centre, in the unit of the values. */
  readonly changeOf: number;
  /** Smallest change that exceeds noise, 95 %. */
  readonly band: number;
  readonly verdict: 'within-noise' | 'more' | 'less';
}

/** Fewer earlier values say nothing about what is usual. */
const FEWEST_VALUES = 5;
/** From quartiles to a standard deviation: 1 / (2 * 0.6745). */
const SD_PER_IQR = 0.7413;

/** @param sessions the values of each earlier session, whatever order; undefined where there are too few */
export function baselineOf(sessions: readonly (readonly number[])[]): Baseline | undefined {
  const filled = sessions.filter((session) => session.length > 0);
  const values = filled.flat();
  if (values.length < FEWEST_VALUES) return undefined;
  const medians = filled.map(median);
  const centre = median(medians);
  const residuals = filled.flatMap((session, i) => session.map((value) => value - medians[i]!));
  const withinSd = robustSd(residuals) * Math.sqrt(values.length / Math.max(1, values.length - filled.length));
  return {
    centre,
    withinSd,
    betweenSd: betweenSd(filled, medians, withinSd),
    sessions: filled.length,
    values: values.length,
  };
}

/**
 * A new value, or the mean of a session's, against the baseline. The band is the smallest detectable change
 * 1.96 * sqrt(2) * SEM (de Vet et al., Health Qual Life Outcomes 4, 2006; Weir, J Strength Cond Res 19, 2005), with the
 * standard errors of either side in place of sqrt(2) SEM, since one is a mean of more values than the other, and
 * Student's factor in place of 1.96, since the standard deviation itself is estimated. Undefined without new values.
 */
export function changeAgainst(baseline: Baseline, values: readonly number[]): Change | undefined {
  if (values.length === 0) return undefined;
  const changeOf = values.reduce((sum, value) => sum + value, 0) / values.length - baseline.centre;
  const band = noiseBand(baseline, values.length);
  const verdict = Math.abs(changeOf) <= band ? 'within-noise' : changeOf > 0 ? 'more' : 'less';
  return { changeOf, band, verdict };
}

/** Efficiency of a median against a mean of normal values: 2 / pi. */
const MEDIAN_EFFICIENCY = 2 / Math.PI;

function noiseBand({ withinSd, betweenSd, sessions, values }: Baseline, count: number): number {
  const own = betweenSd ** 2 + withinSd ** 2 / count;
  const earlier = (betweenSd ** 2 / sessions + withinSd ** 2 / values) / MEDIAN_EFFICIENCY;
  return studentFactor(betweenSd > 0 ? sessions - 1 : values - sessions) * Math.sqrt(own + earlier);
}

/** Variance of the sessions' medians, less what the scatter within them explains. */
function betweenSd(sessions: readonly (readonly number[])[], medians: readonly number[], withinSd: number): number {
  if (sessions.length < 2) return 0;
  const mean = medians.reduce((sum, value) => sum + value, 0) / medians.length;
  const variance = medians.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (medians.length - 1);
  const explained =
    sessions.reduce((sum, session) => sum + withinSd ** 2 / (session.length * MEDIAN_EFFICIENCY), 0) / sessions.length;
  return Math.sqrt(Math.max(0, variance - explained));
}

/** By the quartiles; by the squares where most values are alike. */
function robustSd(residuals: readonly number[]): number {
  const sorted = residuals.toSorted((a, b) => a - b);
  const byQuartiles = SD_PER_IQR * (quantile(sorted, 0.75) - quantile(sorted, 0.25));
  const byCount = Math.sqrt(residuals.reduce((sum, value) => sum + value ** 2, 0) / residuals.length);
  return byQuartiles > 0 ? byQuartiles : byCount;
}
