import type { Limit, LimitId } from '../../../protocol/limits.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import type { Constraint, Reason } from './constraint.ts';
import { atMost, refuse } from './constraint.ts';
import type { DoseInput, DoseMetrics } from './dose.ts';
import { longestRunUs } from './pattern.ts';

/** What a limit of the table looks at, in the limit's unit, and how it grows with the level. */
export interface Measure {
  readonly value: number;
  /** 1: with the level, 2: with its square, 0: not at all, so no lower level helps. */
  readonly power: 0 | 1 | 2;
}

/** By the id of their limit. */
export type Measures = Partial<Record<LimitId, Measure>>;

/** The quantities of one dose at full amplitude. */
export function doseMeasures(input: DoseInput, metrics: DoseMetrics): Measures {
  const widthsUs = input.pattern.filter((segment) => segment.currentUa !== 0).map((segment) => segment.widthUs);
  const netPc = Math.abs(metrics.netChargePc);
  return {
    peakCurrentUa: { value: metrics.peakCurrentUa, power: 1 },
    phaseMinUs: { value: Math.min(...widthsUs), power: 0 },
    phaseMaxUs: { value: longestRunUs(input.pattern), power: 0 },
    rateMinMillihertz: { value: input.rateMillihertz, power: 0 },
    rateMaxMillihertz: { value: input.rateMillihertz, power: 0 },
    phaseChargeNc: { value: metrics.chargeSwingPc / 1000, power: 1 },
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

/** What is not a number is beyond everything. */
const beyond = (row: Limit, value: number, bound: number): boolean =>
  row.bound === 'most' ? !(value <= bound + SLACK) : !(value >= bound - SLACK);

/** The units that people reckon in. */
const SHOWN_UNITS: Readonly<Record<string, readonly [perUnit: number, unit: string]>> = {
  uA: [1000, 'mA'],
  'uA/cm2': [1000, 'mA/cm2'],
  nC: [1000, 'uC'],
  mHz: [1000, 'Hz'],
  uJ: [1000, 'mJ'],
  'uW/cm2': [1000, 'mW/cm2'],
  mm2: [100, 'cm2'],
  permille: [10, '%'],
  ms: [60_000, 'min'],
};

function shown(value: number, row: Limit): string {
  const [perUnit, unit] = SHOWN_UNITS[row.unit] ?? [1, row.unit];
  return `${Number((value / perUnit).toPrecision(4))} ${unit}`;
}

/** A row's bound for prescriptions, in words. */
export const boundWords = (row: Limit): string => `${row.quantity}, at ${row.bound} ${shown(row.prescription, row)}`;

/** The gravest ring passed is the one named. */
function reasonFor(row: Limit, value: number): Reason | null {
  const ring = beyond(row, value, row.hard) ? 'hard' : beyond(row, value, row.prescription) ? 'prescription' : null;
  if (ring === null) return null;
  const side = row.bound === 'most' ? 'above' : 'below';
  const name = ring === 'hard' ? 'what a band can do' : 'what may be prescribed';
  const text = `${row.quantity} ${shown(value, row)} is ${side} ${name}, ${shown(row[ring], row)}`;
  return { rule: `${ring}.${row.id}`, text, source: row.source };
}

/** Judges one number against its row; `levelUa` is the level at which it was measured. */
export function applyLimit(constraint: Constraint, row: Limit, measure: Measure, levelUa: number): Constraint {
  const reason = reasonFor(row, measure.value);
  if (reason === null) return constraint;
  // Less current makes nothing larger: it cannot heal a number that is too small.
  if (measure.power === 0 || row.bound === 'least') return refuse(constraint, reason);
  // The level that every ring permits, whichever is named.
  const part = (Math.min(row.hard, row.prescription) / measure.value) ** (1 / measure.power);
  return atMost(constraint, levelUa * part + SLACK, reason);
}

/** All rows that there is a measure for. */
export function applyLimits(constraint: Constraint, measures: Measures, levelUa: number): Constraint {
  return LIMITS.reduce((so_far, row) => {
    const measure = measures[row.id];
    return measure === undefined ? so_far : applyLimit(so_far, row, measure, levelUa);
  }, constraint);
}

/** Inside the prescription's ring but outside the recommended one: said, not enforced. */
export function limitAdvice(measures: Measures): Reason[] {
  return LIMITS.flatMap((row) => {
    const measure = measures[row.id];
    if (measure === undefined || !beyond(row, measure.value, row.recommended) || reasonFor(row, measure.value) !== null)
      return [];
    const text = `${row.quantity} ${shown(measure.value, row)} is outside the recommended ${shown(row.recommended, row)}`;
    return [{ rule: `recommended.${row.id}`, text, source: row.source }];
  });
}

/** The highest level inside every recommended range that depends on it; `levelUa` is the level at which was measured. */
export function recommendedUa(measures: Measures, levelUa: number): number {
  return LIMITS.reduce((leastUa, row) => {
    const measure = measures[row.id];
    if (measure === undefined || measure.power === 0 || !beyond(row, measure.value, row.recommended)) return leastUa;
    return Math.min(leastUa, Math.floor(levelUa * (row.recommended / measure.value) ** (1 / measure.power)));
  }, levelUa);
}
