import * as v from 'valibot';
import type { Reason } from '../dose/constraint.ts';
import type { PatternPart } from '../dose/pattern.ts';
import { symmetricPhaseUs } from '../dose/pattern.ts';

/** What a clinician allows one person at one site. Whole numbers; times on the wall are UTC seconds. */
export interface Prescription {
  readonly id: string;
  /** Counts up; a later one replaces all earlier ones. */
  readonly revision: number;
  /** Pseudonym, never a name. */
  readonly person: string;
  readonly site: string;
  readonly padAreaMm2: number;
  readonly pattern: readonly PatternPart[];
  readonly rateMillihertz: number;
  /** Where a session begins, and the highest the person may go to. */
  readonly levelUa: number;
  readonly ceilingUa: number;
  readonly sessionMs: number;
  readonly dayMs: number;
  readonly issuedAtS: number;
  readonly expiresAtS: number;
}

export type ParsedPrescription =
  | { readonly kind: 'Accepted'; readonly prescription: Prescription }
  | { readonly kind: 'Refused'; readonly reasons: readonly Reason[] };

const identifier = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, - and _ only'));
const whole = (unit: string) =>
  v.pipe(v.number(), v.safeInteger(`a whole number of ${unit}`), v.minValue(1, 'above 0'));
const instant = v.pipe(v.string(), v.isoTimestamp('an instant like 2027-01-31T00:00:00Z'));

/** The document as it is written, signed and stored: snake case with units. Unknown fields are refused, not ignored. */
const Document = v.strictObject({
  schema: v.literal('limber/prescription/1'),
  id: identifier,
  revision: whole('revisions'),
  person: identifier,
  site: identifier,
  pad_area_mm2: whole('mm2'),
  pattern: v.pipe(
    v.array(
      v.strictObject({
        share_permille: v.pipe(v.number(), v.safeInteger('a whole number'), v.minValue(-1000), v.maxValue(1000)),
        width_us: whole('us'),
      }),
    ),
    v.minLength(1, 'at least one segment'),
    v.maxLength(64, 'at most 64 segments'),
    v.check(
      (parts) => parts.some((part) => Math.abs(part.share_permille) === 1000),
      'one segment must have the full level',
    ),
  ),
  rate_millihertz: whole('mHz'),
  level_ua: whole('uA'),
  ceiling_ua: whole('uA'),
  session_ms: v.pipe(whole('ms'), v.minValue(10_000, 'at least 10 s, ramps included')),
  day_ms: whole('ms'),
  issued_at: instant,
  expires_at: instant,
});

export type PrescriptionDocument = v.InferOutput<typeof Document>;

function formOf(document: PrescriptionDocument): Prescription {
  return {
    id: document.id,
    revision: document.revision,
    person: document.person,
    site: document.site,
    padAreaMm2: document.pad_area_mm2,
    pattern: document.pattern.map((part) => ({ sharePermille: part.share_permille, widthUs: part.width_us })),
    rateMillihertz: document.rate_millihertz,
    levelUa: document.level_ua,
    ceilingUa: document.ceiling_ua,
    sessionMs: document.session_ms,
    dayMs: document.day_ms,
    issuedAtS: Math.floor(Date.parse(document.issued_at) / 1000),
    expiresAtS: Math.floor(Date.parse(document.expires_at) / 1000),
  };
}

function contradictions(prescription: Prescription): Reason[] {
  const reasons: Reason[] = [];
  const note = (wrong: boolean, text: string): void => {
    if (wrong) reasons.push({ rule: 'form', text, source: 'prescription schema' });
  };
  note(prescription.levelUa > prescription.ceilingUa, 'level_ua: above ceiling_ua');
  note(prescription.sessionMs > prescription.dayMs, 'session_ms: longer than day_ms');
  note(prescription.expiresAtS <= prescription.issuedAtS, 'expires_at: not after issued_at');
  return reasons;
}

/** Form only; whether it may be delivered is decided by the constraint chain (prescription-check.ts). Never throws. */
export function parsePrescription(document: unknown): ParsedPrescription {
  const parsed = v.safeParse(Document, document);
  if (!parsed.success) {
    const reasons = parsed.issues.map((issue) => {
      const path = v.getDotPath(issue) ?? 'document';
      return { rule: 'form', text: `${path}: ${issue.message}`, source: 'prescription schema' };
    });
    return { kind: 'Refused', reasons };
  }
  const prescription = formOf(parsed.output);
  const reasons = contradictions(prescription);
  return reasons.length > 0 ? { kind: 'Refused', reasons } : { kind: 'Accepted', prescription };
}

/** The bytes that are hashed and, later, signed: one spelling for each prescription, whatever the order of its fields. */
export function canonicalPrescription(prescription: Prescription): string {
  const { pattern, ...rest } = prescription;
  const fields = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([...fields, ['pattern', pattern.map((part) => [part.sharePermille, part.widthUs])]]);
}

/** The numbers a band watches by itself, or null for a pattern that bands do not form yet. */
export interface DevicePrescription {
  readonly phaseUs: number;
  readonly rateMillihertz: number;
  readonly ceilingUa: number;
  readonly sessionMs: number;
  readonly dayMs: number;
  readonly padAreaMm2: number;
  readonly expiresAtS: number;
}

export function devicePrescription(prescription: Prescription): DevicePrescription | null {
  const phaseUs = symmetricPhaseUs(prescription.pattern);
  if (phaseUs === null) return null;
  const { rateMillihertz, ceilingUa, sessionMs, dayMs, padAreaMm2, expiresAtS } = prescription;
  return { phaseUs, rateMillihertz, ceilingUa, sessionMs, dayMs, padAreaMm2, expiresAtS };
}
