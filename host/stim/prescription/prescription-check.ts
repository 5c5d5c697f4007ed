import { limit } from '../../../protocol/limits.ts';
import { DEFAULT_SESSION_CONFIG } from '../../../protocol/session.ts';
import type { Constraint, Reason } from '../dose/constraint.ts';
import { refuse, unconstrained } from '../dose/constraint.ts';
import type { DoseInput, DoseMetrics } from '../dose/dose.ts';
import { doseMetrics } from '../dose/dose.ts';
import type { Measures } from '../dose/dose-limits.ts';
import { applyLimits, doseMeasures, limitAdvice } from '../dose/dose-limits.ts';
import type { DoseTotals } from '../dose/dose-total.ts';
import { sessionTotals, steadyRate } from '../dose/dose-total.ts';
import { atLevel } from '../dose/pattern.ts';
import type { StandardFinding } from '../dose/standards.ts';
import { standardDuties, standardFindings } from '../dose/standards.ts';
import type { DoseContext } from './dose-context.ts';
import type { Prescription } from './prescription.ts';
import { readPrescription } from './prescription.ts';
import { applyValidity } from './prescription-validity.ts';

/** A decision with all its inputs, as it is stored. */
export interface DoseDecision {
  readonly schema: 'limber/dose-decision/1';
  readonly verdict: 'ACCEPTED' | 'REFUSED';
  readonly context: DoseContext;
  readonly document: unknown;
  readonly prescription: Prescription | null;
  /** Of the ceiling, the worst that may be delivered; null where the document has no form. */
  readonly metrics: DoseMetrics | null;
  /** Of a session at the prescribed level; null for one longer than any band runs. */
  readonly totals: DoseTotals | null;
  readonly constraint: Constraint;
  readonly advice: readonly Reason[];
  readonly standards: readonly StandardFinding[];
  readonly duties: readonly StandardFinding[];
}

/** Of the pulse, and of the times that go with it. */
function measuresOf(prescription: Prescription, input: DoseInput, metrics: DoseMetrics): Measures {
  const { sessionMs, dayMs, sessionsPerDay } = prescription;
  return {
    ...doseMeasures(input, metrics),
    sessionMs: { value: sessionMs, power: 0 },
    dayMs: { value: dayMs, power: 0 },
    sessionsPerDay: { value: sessionsPerDay, power: 0 },
  };
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

/** What a whole session at a level delivers, ramps included. */
export function totalsAt(prescription: Prescription, levelUa: number): DoseTotals {
  const { sessionMs, rateMillihertz, pattern } = prescription;
  const metrics = doseMetrics({ ...doseInputOf(prescription, 1000), pattern: atLevel(pattern, levelUa) });
  return sessionTotals(metrics, {
    durationMs: sessionMs,
    rampUpMs: Math.min(sessionMs, (levelUa * 1000) / limit('riseUaPerS').hard),
    rampDownMs: DEFAULT_SESSION_CONFIG.rampDownMs,
    sweep: steadyRate(rateMillihertz),
  });
}

function withoutForm(document: unknown, context: DoseContext, reasons: readonly Reason[]): DoseDecision {
  const also = (context.also ?? []).map(({ rule, text, source }) => ({ rule, text, source }));
  const constraint = [...reasons, ...also].reduce(refuse, unconstrained(0));
  const empty = { prescription: null, metrics: null, totals: null, advice: [], standards: [], duties: [] };
  return { schema: 'limber/dose-decision/1', verdict: 'REFUSED', context, document, constraint, ...empty };
}

/** Contact that is none is refused (prescription-validity.ts); the figures are then those of a pad that lies flat. */
const knownContact = (contactPermille: number): number =>
  contactPermille >= 1 && contactPermille <= 1000 ? Math.floor(contactPermille) : 1000;

/**
 * The whole way from a document to a verdict: form, validity, then every limit at the prescription's ceiling. A
 * prescription that asks for more than is permitted is refused, never lowered in silence. Never throws for a document.
 */
export function checkPrescription(document: unknown, context: DoseContext): DoseDecision {
  const read = readPrescription(document);
  if (read.kind === 'Refused') return withoutForm(document, context, read.reasons);
  const { prescription } = read;
  const input = doseInputOf(prescription, knownContact(context.contactPermille));
  const metrics = doseMetrics(input);
  const valid = applyValidity(unconstrained(prescription.ceilingUa), prescription, context);
  const measures = measuresOf(prescription, input, metrics);
  const constraint = applyLimits(valid, measures, prescription.ceilingUa);
  return {
    schema: 'limber/dose-decision/1',
    verdict: constraint.permittedUa < prescription.ceilingUa ? 'REFUSED' : 'ACCEPTED',
    context,
    document,
    prescription,
    metrics,
    totals: prescription.sessionMs > limit('sessionMs').hard ? null : totalsAt(prescription, prescription.levelUa),
    constraint,
    advice: limitAdvice(measures),
    standards: standardFindings(metrics, prescription.rateMillihertz),
    duties: standardDuties(metrics),
  };
}
