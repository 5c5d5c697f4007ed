import type { RepExecution } from '../enrolment/execution-naming.ts';
import type { RepMetrics } from '../metrics/rep-metrics.ts';
import type { SensorDoubt } from '../sanity/doubt.ts';

/**
 * One repetition: out (towards the target), hold (near the peak), back (`Phases` says where they begin and end). Times in
 * ms on the session's clock.
 */
export interface Rep {
  /** Counted from 1 within the session. */
  readonly index: number;
  /** The beginning of the way out. */
  readonly startMs: number;
  /** When the peak was reached and the hold began. */
  readonly peakMs: number;
  /** The end of the way back, at the latest when the next movement begins. */
  readonly endMs: number;
  /** Range of motion: largest minus smallest joint angle between start and end, degrees. */
  readonly romDeg: number;
  /** Joint angle at the peak, degrees. */
  readonly peakDeg: number;
  readonly tempoS: Tempo;
  /** How far the angle can be trusted, 0 to 1: falls with interpolated samples and with an uncertain joint axis. */
  readonly confidence: number;
  /** What is worth telling about it, with uncertainties. */
  readonly metrics: RepMetrics;
  /** Reasons not to believe the sensors during this repetition; none is the rule. */
  readonly doubts: readonly SensorDoubt[];
  /** How it was done; absent where nothing of the person's own is enrolled to compare with. */
  readonly execution?: RepExecution;
}

/** Durations of the phases of one repetition, in seconds. The way back may outlast `endMs` where the next movement began early. */
export interface Tempo {
  readonly outS: number;
  readonly holdS: number;
  readonly backS: number;
}
