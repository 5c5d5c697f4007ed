import type { HardCeilings } from '../../../protocol/hard-ceilings.ts';
import type { Limit } from '../../../protocol/limits.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import type { Constraint, Reason } from './constraint.ts';
import { atMost, refuse } from './constraint.ts';
import type { DoseInput, DoseMetrics } from './dose.ts';

/** What a limit of the table looks at, in the limit's unit, and how it grows with the level. */
interface Measure {
  readonly value: number;
  /** 1: with the level, 2: with its square, 0: not at all, so no lower level helps. */
  readonly power: 0 | 1 | 2;
}

/** The quantities of one dose at full amplitude, by the id of their limit. */
export function doseMeasures(input: DoseInput, metrics: DoseMetrics): Partial<Record<keyof HardCeilings, Measure>> {
  const widthsUs = input.pattern.filter((segment) => segment.currentUa !== 0).map((segment) => segment.widthUs);
  const netPc = Math.abs(metrics.netChargePc);
  return {
    peakCurrentUa: { value: metrics.peakCurrentUa, power: 1 },
    phaseMinUs: { value: Math.min(...widthsUs), power: 0 },
    phaseMaxUs: { value: Math.max(...widthsUs), power: 0 },
    rateMinMillihertz: { value: input.rateMillihertz, power: 0 },
    rateMaxMillihertz: { value: input.rateMillihertz, power: 0 },
    phaseChargeNc: { value: metrics.phaseChargePc / 1000, power: 1 },
    rmsCurrentUa: { value: metrics.rmsCurrentUa, power: 1 },
    rmsDensityUaPerCm2: { value: metrics.rmsDensityUaCm2, power: 1 },
    powerDensityUwPerCm2: { value: metrics.powerDensityUwCm2, power: 2 },
    pulseEnergyUj: { value: metrics.pulseEnergyUj, power: 2 },
    netChargePermille: { value: metrics.phaseChargePc === 0 ? 0 : (1000 * netPc) / metrics.phaseChargePc, power: 0 },
    netChargeNc: { value: netPc / 1000, power: 1 },
    dcDensityUaPerCm2: { value: Math.abs(metrics.dcDensityUaCm2), power: 1 },
    padAreaMinMm2: { value: input.padAreaMm2, power: 0 },
  };
}

/** A float that is a limit but for rounding is within it; a millionth of any of these units is nothing. */
const SLACK = 1e-6;

const beyond = (row: Limit, value: number, bound: number): boolean =>
  row.bound === 'most' ? value > bound + SLACK : value < bound - SLACK;

/** The gravest ring passed is the one named. */
function reasonFor(row: Limit, value: number): { reason: Reason; bound: number } | null {
  const ring = beyond(row, value, row.hard) ? 'hard' : beyond(row, value, row.prescription) ? 'prescription' : null;
  if (ring === null) return null;
  const bound = row[ring];
  const side = row.bound === 'most' ? 'above' : 'below';
  const name = ring === 'hard' ? 'what a band can do' : 'what may be prescribed';
  const text = `${row.quantity} ${Number(value.toPrecision(4))} ${row.unit} is ${side} ${name}, ${bound} ${row.unit}`;
  return { reason: { rule: `${ring}.${row.id}`, text, source: row.source }, bound };
}

/** Judges one number against its row; `levelUa` is the level at which it was measured. */
export function applyLimit(constraint: Constraint, row: Limit, measure: Measure, levelUa: number): Constraint {
  const found = reasonFor(row, measure.value);
  if (found === null) return constraint;
  if (measure.power === 0) return refuse(constraint, found.reason);
  return atMost(constraint, levelUa * (found.bound / measure.value) ** (1 / measure.power) + SLACK, found.reason);
}

/** All rows that a dose can be measured by. */
export function applyDoseLimits(
  constraint: Constraint,
  input: DoseInput,
  metrics: DoseMetrics,
  levelUa: number,
): Constraint {
  const measures = doseMeasures(input, metrics);
  return LIMITS.reduce((so_far, row) => {
    const measure = measures[row.id];
    return measure === undefined ? so_far : applyLimit(so_far, row, measure, levelUa);
  }, constraint);
}

/** Inside the prescription's ring but outside the recommended one: said, not enforced. */
export function doseAdvice(input: DoseInput, metrics: DoseMetrics): Reason[] {
  const measures = doseMeasures(input, metrics);
  return LIMITS.flatMap((row) => {
    const measure = measures[row.id];
    if (measure === undefined || !beyond(row, measure.value, row.recommended) || reasonFor(row, measure.value) !== null)
      return [];
    const text = `${row.quantity} ${Number(measure.value.toPrecision(4))} ${row.unit} is outside the recommended ${row.recommended} ${row.unit}`;
    return [{ rule: `recommended.${row.id}`, text, source: row.source }];
  });
}
