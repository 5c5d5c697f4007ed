import { limit } from '../../../protocol/limits.ts';
import { DEFAULT_SESSION_CONFIG } from '../../../protocol/session.ts';
import type { Constraint, Reason } from '../dose/constraint.ts';
import { refuse, unconstrained } from '../dose/constraint.ts';
import type { DoseInput, DoseMetrics } from '../dose/dose.ts';
import { doseMetrics } from '../dose/dose.ts';
import { applyDoseLimits, applyLimit, doseAdvice } from '../dose/dose-limits.ts';
import type { DoseTotals } from '../dose/dose-total.ts';
import { sessionTotals, steadyRate } from '../dose/dose-total.ts';
import { atLevel, symmetricPhaseUs } from '../dose/pattern.ts';
import type { StandardFinding } from '../dose/standards.ts';
import { standardFindings } from '../dose/standards.ts';
import type { Prescription } from './prescription.ts';
import { parsePrescription } from './prescription.ts';
import { isAllowedSite } from './site.ts';

/** What the decision depends on besides the document. */
export interface DoseContext {
  /** UTC seconds; the later of the clocks that are known. */
  readonly nowS: number;
  /** Whose session it is; null to check a document by itself. */
  readonly person: string | null;
  /** The latest revision known of this prescription; null where none is. */
  readonly latestRevision: number | null;
  readonly contactPermille: number;
  /** Output time already delivered today. */
  readonly dayUsedMs: number;
}

/** A decision with all its inputs, as it is stored. */
export interface DoseDecision {
  readonly schema: 'limber/dose-decision/1';
  readonly verdict: 'ACCEPTED' | 'REFUSED';
  readonly context: DoseContext;
  readonly document: unknown;
  readonly prescription: Prescription | null;
  /** Of the ceiling, the worst that may be delivered; null where the document has no form. */
  readonly metrics: DoseMetrics | null;
  readonly totals: DoseTotals | null;
  readonly constraint: Constraint;
  readonly advice: readonly Reason[];
  readonly standards: readonly StandardFinding[];
}

function applyValidity(constraint: Constraint, prescription: Prescription, context: DoseContext): Constraint {
  const { person, latestRevision, nowS } = context;
  const checks: readonly (readonly [boolean, string, string])[] = [
    [prescription.expiresAtS <= nowS, 'expired', 'the prescription has expired'],
    [prescription.issuedAtS > nowS + 300, 'not-yet', 'the prescription was issued in the future'],
    [person !== null && person !== prescription.person, 'other-person', 'the prescription is for another person'],
    [latestRevision !== null && prescription.revision < latestRevision, 'superseded', 'a later revision exists'],
    [!isAllowedSite(prescription.site), 'site', `${prescription.site} is not a site that pads may be placed at`],
    [
      symmetricPhaseUs(prescription.pattern) === null,
      'band-pattern',
      'bands form symmetric biphasic pulses only, so far',
    ],
    [
      prescription.dayMs - context.dayUsedMs < prescription.sessionMs,
      'day-used',
      'less than one session is left of the day',
    ],
  ];
  return checks.reduce(
    (so_far, [wrong, rule, text]) => (wrong ? refuse(so_far, { rule, text, source: 'prescription' }) : so_far),
    constraint,
  );
}

function applyTimes(constraint: Constraint, prescription: Prescription): Constraint {
  const session = applyLimit(
    constraint,
    limit('sessionMs'),
    { value: prescription.sessionMs, power: 0 },
    prescription.ceilingUa,
  );
  return applyLimit(session, limit('dayMs'), { value: prescription.dayMs, power: 0 }, prescription.ceilingUa);
}

export function doseInputOf(prescription: Prescription, contactPermille: number): DoseInput {
  const { rateMillihertz, padAreaMm2 } = prescription;
  return {
    pattern: atLevel(prescription.pattern, prescription.ceilingUa),
    rateMillihertz,
    padAreaMm2,
    contactPermille,
    dutyPermille: 1000,
  };
}

function totalsOf(prescription: Prescription): DoseTotals {
  const metrics = doseMetrics({
    ...doseInputOf(prescription, 1000),
    pattern: atLevel(prescription.pattern, prescription.levelUa),
  });
  return sessionTotals(metrics, {
    durationMs: prescription.sessionMs,
    rampUpMs: Math.min(prescription.sessionMs, (prescription.levelUa * 1000) / limit('riseUaPerS').hard),
    rampDownMs: DEFAULT_SESSION_CONFIG.rampDownMs,
    sweep: steadyRate(prescription.rateMillihertz),
  });
}

function withoutForm(document: unknown, context: DoseContext, reasons: readonly Reason[]): DoseDecision {
  const constraint = reasons.reduce(refuse, unconstrained(0));
  const empty = { prescription: null, metrics: null, totals: null, advice: [], standards: [] };
  return { schema: 'limber/dose-decision/1', verdict: 'REFUSED', context, document, constraint, ...empty };
}

/**
 * The whole way from a document to a verdict: form, validity, then every limit at the prescription's ceiling. A
 * prescription that asks for more than is permitted is refused, never lowered in silence. Never throws for a document.
 */
export function checkPrescription(document: unknown, context: DoseContext): DoseDecision {
  const parsed = parsePrescription(document);
  if (parsed.kind === 'Refused') return withoutForm(document, context, parsed.reasons);
  const { prescription } = parsed;
  const input = doseInputOf(prescription, context.contactPermille);
  const metrics = doseMetrics(input);
  const valid = applyValidity(unconstrained(prescription.ceilingUa), prescription, context);
  const constraint = applyDoseLimits(applyTimes(valid, prescription), input, metrics, prescription.ceilingUa);
  return {
    schema: 'limber/dose-decision/1',
    verdict: constraint.permittedUa < prescription.ceilingUa ? 'REFUSED' : 'ACCEPTED',
    context,
    document,
    prescription,
    metrics,
    totals: totalsOf(prescription),
    constraint,
    advice: doseAdvice(input, metrics),
    standards: standardFindings(metrics, prescription.rateMillihertz),
  };
}
