import type { RepMetrics } from '../metrics/rep-metrics.ts';
import type { Exemplar } from './exemplar.ts';
import { marginsOf, phasesOf, type RepPhase } from './rep-boundaries.ts';
import { type MeasuredRep, templatedMetrics } from './templated-metrics.ts';
import type { RepKind, Segment } from './track.ts';

/** A repetition found with the help of enrolled ones. Times in seconds on the recording's own axis. */
export interface TemplatedRep extends RepKind {
  readonly startS: number;
  readonly endS: number;
  readonly phases: readonly RepPhase[];
  /** How far the sensor that moved most came from where it rested, degrees. */
  readonly romDeg: number;
  readonly metrics: RepMetrics;
  /** Its samples, counted from the beginning of the session. */
  readonly segment: Segment;
}

/** A repetition and the time of the sample that completed it. */
export interface CompletedTemplatedRep {
  readonly rep: TemplatedRep;
  readonly emittedAtS: number;
  /** To the nearest enrolled repetition, in units of what is usual within one exercise. */
  readonly distance: number;
}

export interface FoundSegment extends MeasuredRep {
  readonly segment: Segment;
  /** The repetition before ended then; no two overlap. */
  readonly notBeforeS: number;
}

/** Boundaries as whoever enrolled the exemplars would have set them, on one time axis with the recording. */
export function templatedRep(found: FoundSegment, kind: RepKind, exemplars: readonly Exemplar[]): TemplatedRep {
  const { segment, traits } = found;
  const { t0S: fromS, rateHz } = found.track;
  const { beforeS, afterS } = marginsOf(exemplars);
  const wantedS = fromS + traits.departed / rateHz - beforeS;
  const startS = Math.min(Math.max(found.notBeforeS, wantedS), fromS + traits.arrived / rateHz);
  const endS = fromS + traits.returned / rateHz + afterS;
  const phases = phasesOf(traits, fromS, rateHz, startS, endS);
  const metrics = templatedMetrics(found, kind, exemplars);
  return { ...kind, startS, endS, phases, romDeg: metrics.romDeg.value ?? 0, metrics, segment };
}
