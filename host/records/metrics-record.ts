import type { Measure, UnknownReason } from '../motion/metrics/measure.ts';
import type { RepMetrics } from '../motion/metrics/rep-metrics.ts';
import type { SetMetrics } from '../motion/metrics/set-metrics.ts';
import type { DoubtKind, SensorDoubt } from '../motion/sanity/doubt.ts';

/** A measure as it leaves the program: with one standard deviation of its error, or without a value and with the reason. */
export type MeasureRecord =
  | { readonly value: number; readonly sigma: number }
  | { readonly value: null; readonly reason: UnknownReason };

/** The metrics of a repetition as they leave the program (session documents, messages, reps.json of `analyse reps`). */
export interface MetricsRecord {
  readonly rom_deg: MeasureRecord;
  readonly out_s: MeasureRecord;
  readonly hold_s: MeasureRecord;
  readonly back_s: MeasureRecord;
  readonly peak_speed_dps: MeasureRecord;
  /** SPARC of the outward phase. */
  readonly smoothness: MeasureRecord;
  readonly hold_unsteadiness_deg: MeasureRecord;
  readonly path_ratio: MeasureRecord;
  readonly template_deg: MeasureRecord;
  readonly compensation_deg: MeasureRecord;
  readonly trunk_lean_deg: MeasureRecord;
  readonly sway_rms_ms2: MeasureRecord;
  readonly sway_jerk: MeasureRecord;
}

/** What a set's repetitions show together; drifts are from the first to the last. */
export interface SetMetricsRecord {
  readonly tempo_variation_pct: MeasureRecord;
  readonly rom_drift_deg: MeasureRecord;
  readonly speed_drift_dps: MeasureRecord;
  readonly smoothness_drift: MeasureRecord;
}

export interface DoubtRecord {
  readonly kind: DoubtKind;
  readonly sensor: string;
  readonly with?: string;
  readonly by_deg?: number;
  /** Share of the samples, 0 to 1. */
  readonly share?: number;
}

/** Degrees to a hundredth, seconds and ratios to a thousandth: finer than any of them is known. */
export function metricsRecord(metrics: RepMetrics): MetricsRecord {
  return {
    rom_deg: measureRecord(metrics.romDeg, 2),
    out_s: measureRecord(metrics.outS, 3),
    hold_s: measureRecord(metrics.holdS, 3),
    back_s: measureRecord(metrics.backS, 3),
    peak_speed_dps: measureRecord(metrics.peakSpeedDps, 2),
    smoothness: measureRecord(metrics.smoothness, 4),
    hold_unsteadiness_deg: measureRecord(metrics.holdUnsteadinessDeg, 3),
    path_ratio: measureRecord(metrics.pathRatio, 4),
    template_deg: measureRecord(metrics.templateDeg, 2),
    compensation_deg: measureRecord(metrics.compensationDeg, 2),
    trunk_lean_deg: measureRecord(metrics.trunkLeanDeg, 2),
    sway_rms_ms2: measureRecord(metrics.swayRmsMs2, 4),
    sway_jerk: measureRecord(metrics.swayJerk, 4),
  };
}

export const setMetricsRecord = (metrics: SetMetrics): SetMetricsRecord => ({
  tempo_variation_pct: measureRecord(metrics.tempoVariationPct, 1),
  rom_drift_deg: measureRecord(metrics.romDriftDeg, 2),
  speed_drift_dps: measureRecord(metrics.speedDriftDps, 2),
  smoothness_drift: measureRecord(metrics.smoothnessDrift, 4),
});

/** The way back, from what was stored. */
export const metricsOf = (record: MetricsRecord): RepMetrics => ({
  romDeg: record.rom_deg,
  outS: record.out_s,
  holdS: record.hold_s,
  backS: record.back_s,
  peakSpeedDps: record.peak_speed_dps,
  smoothness: record.smoothness,
  holdUnsteadinessDeg: record.hold_unsteadiness_deg,
  pathRatio: record.path_ratio,
  templateDeg: record.template_deg,
  compensationDeg: record.compensation_deg,
  trunkLeanDeg: record.trunk_lean_deg,
  swayRmsMs2: record.sway_rms_ms2,
  swayJerk: record.sway_jerk,
});

export function measureRecord(measure: Measure, digits: number): MeasureRecord {
  if (measure.value === null) return { value: null, reason: measure.reason };
  return { value: rounded(measure.value, digits), sigma: rounded(measure.sigma, digits) };
}

export function doubtRecord(doubt: SensorDoubt<string>): DoubtRecord {
  const { kind, sensor } = doubt;
  switch (doubt.kind) {
    case 'swapped':
      return { kind, sensor, with: doubt.with };
    case 'upside-down':
      return { kind, sensor };
    case 'slipped':
      return { kind, sensor, by_deg: rounded(doubt.byDeg, 1) };
    case 'saturated':
    case 'stuck':
    case 'dropout':
      return { kind, sensor, share: rounded(doubt.share, 3) };
  }
}

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
