import { type DoseDecision, type DoseMetrics, type DoseTotals, metricRows, type Reason } from '../stim/index.ts';

/** What `dose check --json` and `dose plan --json` have in common; snake case with units, as in all published documents. */

export const metricDocument = (metrics: DoseMetrics | null): readonly object[] =>
  metrics === null ? [] : metricRows(metrics);

export const totalDocument = (totals: DoseTotals | null) =>
  totals && {
    pulses: totals.pulses,
    absolute_charge_nc: totals.absoluteChargeNc,
    energy_uj: totals.energyUj,
    full_current_ms: totals.equivalentMs,
  };

export const reasonDocument = ({ rule, text, source }: Reason) => ({ rule, text, source });

/** Verdict, reasons and notes. */
export function verdictDocument({ verdict, constraint, advice, standards, duties }: DoseDecision) {
  return {
    verdict,
    asked_ua: constraint.askedUa,
    permitted_ua: constraint.permittedUa,
    strictest: constraint.strictest?.rule ?? null,
    reasons: constraint.reasons.map(reasonDocument),
    notes: advice.map(reasonDocument),
    standards,
    duties,
  };
}
