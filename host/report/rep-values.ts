import { median as medianOf } from '../motion/metrics/median.ts';
import type { MetricsRecord } from '../records/metrics-record.ts';
import type { RepRecord } from '../records/session-document.ts';

/** Middle value; undefined of nothing. */
export function median(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : medianOf(values);
}

/** One measure of those repetitions in which it is known. */
export function knownValues(reps: readonly RepRecord[], name: keyof MetricsRecord): number[] {
  return reps.flatMap((rep) => knownValue(rep, name) ?? []);
}

type Known = Extract<MetricsRecord[keyof MetricsRecord], { readonly value: number }>;

/** A measure that is known; sessions stored before it was taken lack it altogether. */
function knownMeasure(rep: RepRecord, name: keyof MetricsRecord): Known | undefined {
  const measure: Partial<MetricsRecord>[typeof name] = rep.metrics?.[name];
  return measure === undefined || measure.value === null ? undefined : measure;
}

export const knownValue = (rep: RepRecord, name: keyof MetricsRecord): number | undefined =>
  knownMeasure(rep, name)?.value;

/** One standard deviation of the error of a repetition's measure; undefined where it was not stored. */
export const sigmaOf = (rep: RepRecord, name: keyof MetricsRecord): number | undefined =>
  knownMeasure(rep, name)?.sigma;
