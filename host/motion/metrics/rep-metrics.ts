import type { Measure } from './measure.ts';

/** What is worth telling about one repetition, each with its uncertainty. Nothing here passes or fails anybody. */
export interface RepMetrics {
  /** Range of motion: largest minus smallest joint angle, degrees. */
  readonly romDeg: Measure;
  /** Durations of the phases, seconds. */
  readonly outS: Measure;
  readonly holdS: Measure;
  readonly backS: Measure;
  /** Fastest the joint moved on its way out, deg/s. */
  readonly peakSpeedDps: Measure;
  /** SPARC of the outward phase on angular speed: -1.41 is a minimum-jerk movement, more negative is less smooth. */
  readonly smoothness: Measure;
  /** Root mean square of the angle about its own straight line during the hold, degrees. */
  readonly holdUnsteadinessDeg: Measure;
  /** How far the joint travelled on its way out over how far it got: 1 is the direct way. */
  readonly pathRatio: Measure;
  /** Root mean square distance from the reference curve, both over normalised time, degrees. */
  readonly templateDeg: Measure;
  /** Largest tilt of the segment nearer to the trunk against where it was at the start, degrees: lean or hike. */
  readonly compensationDeg: Measure;
  /** Largest tilt of trunk or pelvis, by a band there that the exercise itself does not need, degrees. */
  readonly trunkLeanDeg: Measure;
  /** Sway while a position was held standing, by the acceleration at the lower back: root mean square, m/s^2. */
  readonly swayRmsMs2: Measure;
  /** The same: half the integral of the squared jerk, m^2/s^5. */
  readonly swayJerk: Measure;
}

export type MetricName = keyof RepMetrics;
