import { limit } from '../../../protocol/limits.ts';
import type { Constraint, Reason } from '../dose/constraint.ts';
import { doseMetrics } from '../dose/dose.ts';
import { doseMeasures, recommendedUa } from '../dose/dose-limits.ts';
import { symmetricBiphasic } from '../dose/pattern.ts';
import type { DoseContext } from './dose-context.ts';
import { documentOf, type Prescription } from './prescription.ts';
import { checkPrescription, doseInputOf } from './prescription-check.ts';

/** How much current the rules leave to a prescription whose every other number is set. */
export interface DoseRoom {
  /** 0 where something refuses whatever the current; else in steps of 0.1 mA. */
  readonly permittedUa: number;
  /** The highest that passes no recommended range; never above `permittedUa`. */
  readonly recommendedUa: number;
  /** What the chain says one step above `permittedUa`. */
  readonly constraint: Constraint;
  readonly strictest: Reason | null;
}

/** Level and ceiling of a prescription are set in these; what is finer is lost in the accuracy of any output stage. */
export const PLAN_STEP_UA = 100;

const inSteps = (currentUa: number): number => Math.floor(currentUa / PLAN_STEP_UA) * PLAN_STEP_UA;

/** @param prescription its level and ceiling do not matter */
export function roomOf(prescription: Prescription, context: DoseContext): DoseRoom {
  const mostUa = limit('peakCurrentUa').hard;
  const at = (ceilingUa: number): Prescription => ({ ...prescription, levelUa: PLAN_STEP_UA, ceilingUa });
  const check = (ceilingUa: number): Constraint => checkPrescription(documentOf(at(ceilingUa)), context).constraint;
  const permittedUa = settled(inSteps(check(mostUa).permittedUa), check);
  const constraint = check(permittedUa + PLAN_STEP_UA);
  const input = doseInputOf(at(mostUa), context.contactPermille);
  const recommended = inSteps(recommendedUa(doseMeasures(input, doseMetrics(input)), mostUa));
  return {
    permittedUa,
    recommendedUa: Math.min(permittedUa, recommended),
    constraint,
    strictest: constraint.strictest,
  };
}

/** Rounding each segment up may cost a step: what is named is what the chain accepts. */
function settled(fromUa: number, check: (ceilingUa: number) => Constraint): number {
  for (let ceilingUa = fromUa; ceilingUa > 0; ceilingUa -= PLAN_STEP_UA) {
    if (check(ceilingUa).reasons.length === 0) return ceilingUa;
  }
  return 0;
}

export interface RoomTable {
  readonly ratesMillihertz: readonly number[];
  /** `widthUs` null: the prescription's own pattern, where that is no symmetric pulse. */
  readonly rows: readonly { readonly widthUs: number | null; readonly rooms: readonly DoseRoom[] }[];
}

const RATES_MILLIHERTZ = [2_000, 10_000, 50_000, 80_000, 100_000, 125_000, 150_000];
const WIDTHS_US = [50, 100, 150, 200, 250, 300, 350, 400];

/** What else could be planned with these pads at this site: permitted current by phase width and rate. */
export function roomTable(prescription: Prescription, composite: boolean, context: DoseContext): RoomTable {
  const rowOf = (widthUs: number | null) => ({
    widthUs,
    rooms: RATES_MILLIHERTZ.map((rateMillihertz) => {
      const pattern = widthUs === null ? prescription.pattern : symmetricBiphasic(widthUs);
      return roomOf({ ...prescription, pattern, rateMillihertz }, context);
    }),
  });
  return { ratesMillihertz: RATES_MILLIHERTZ, rows: [...(composite ? [null] : []), ...WIDTHS_US].map(rowOf) };
}
