import * as v from 'valibot';
import type { Reason } from '../dose/constraint.ts';
import type { PatternPart } from '../dose/pattern.ts';
import { formWords } from './form-words.ts';

/** What a clinician allows one person at one site with one band. Whole numbers; times on the wall are UTC seconds. */
export interface Prescription {
  readonly id: string;
  /** Counts up; a later one replaces all earlier ones of the same band. */
  readonly revision: number;
  /** Pseudonym, never a name. */
  readonly person: string;
  /** Id of the band that may deliver it. */
  readonly device: string;
  readonly site: string;
  readonly padAreaMm2: number;
  readonly pattern: readonly PatternPart[];
  readonly rateMillihertz: number;
  /** Where a session begins, and the highest the person may go to. */
  readonly levelUa: number;
  readonly ceilingUa: number;
  readonly sessionMs: number;
  readonly dayMs: number;
  readonly sessionsPerDay: number;
  /** The person must show presence this often while current flows; null: sleep is allowed. */
  readonly presenceMs: number | null;
  readonly issuedAtS: number;
  readonly expiresAtS: number;
}

export type ParsedPrescription =
  | { readonly kind: 'Accepted'; readonly prescription: Prescription }
  | { readonly kind: 'Refused'; readonly reasons: readonly Reason[] };

/** What a band's wire and memory hold. */
const WIRE_MOST = 2 ** 32 - 1;
const PRESENCE_LEAST_MS = 60_000;

const identifier = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, - and _ only'));
const whole = (unit: string) =>
  v.pipe(
    v.number(),
    v.safeInteger(`a whole number of ${unit}`),
    v.minValue(1, 'above 0'),
    v.maxValue(WIRE_MOST, 'below 2^32'),
  );
/** Only spellings that every reader takes for the same instant; the band counts its seconds in 32 bits. */
const instant = v.pipe(
  v.string(),
  v.isoTimestamp('an instant like 2027-01-31T00:00:00Z'),
  v.regex(/^\S+T\S+(Z|[+-]\d\d:\d\d)$/, 'an instant like 2027-01-31T00:00:00Z'),
  v.check((text) => secondsOf(text) >= 0 && secondsOf(text) <= WIRE_MOST, 'an instant from 1970 to 2106'),
);

/** The document as it is written, signed and stored: snake case with units. Unknown fields are refused, not ignored. */
export const prescriptionSchema = v.strictObject({
  schema: v.literal('limber/prescription/2'),
  id: identifier,
  revision: whole('revisions'),
  person: identifier,
  device: identifier,
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
  sessions_per_day: whole('sessions'),
  presence_ms: v.nullable(v.pipe(whole('ms'), v.minValue(PRESENCE_LEAST_MS, 'at least 60 s, or null'))),
  issued_at: instant,
  expires_at: instant,
});

export type PrescriptionDocument = v.InferOutput<typeof prescriptionSchema>;

/** NaN where there is no such instant. A fraction of a second is nothing to a prescription. */
const secondsOf = (text: string): number => Math.floor(Date.parse(text) / 1000);

function formOf(document: PrescriptionDocument): Prescription {
  return {
    id: document.id,
    revision: document.revision,
    person: document.person,
    device: document.device,
    site: document.site,
    padAreaMm2: document.pad_area_mm2,
    pattern: document.pattern.map((part) => ({ sharePermille: part.share_permille, widthUs: part.width_us })),
    rateMillihertz: document.rate_millihertz,
    levelUa: document.level_ua,
    ceilingUa: document.ceiling_ua,
    sessionMs: document.session_ms,
    dayMs: document.day_ms,
    sessionsPerDay: document.sessions_per_day,
    presenceMs: document.presence_ms,
    issuedAtS: secondsOf(document.issued_at),
    expiresAtS: secondsOf(document.expires_at),
  };
}

/** Numbers that cannot all be meant: whoever wrote them erred somewhere, and nobody can tell where. */
export function contradictions(prescription: Prescription): Reason[] {
  const found: readonly (readonly [boolean, string])[] = [
    [prescription.levelUa > prescription.ceilingUa, 'level_ua: above ceiling_ua'],
    [prescription.sessionMs > prescription.dayMs, 'session_ms: longer than day_ms'],
    [prescription.expiresAtS <= prescription.issuedAtS, 'expires_at: not after issued_at'],
  ];
  return found.flatMap(([wrong, text]) =>
    wrong ? [{ rule: 'contradiction', text, source: 'prescription schema' }] : [],
  );
}

/** Form only, contradictions let pass: for whoever names those beside everything else. Never throws. */
export function readPrescription(document: unknown): ParsedPrescription {
  const parsed = v.safeParse(prescriptionSchema, document);
  if (parsed.success) return { kind: 'Accepted', prescription: formOf(parsed.output) };
  const reasons = parsed.issues.map((issue) => {
    const path = v.getDotPath(issue) ?? 'document';
    return { rule: 'form', text: formWords(issue, path), source: 'prescription schema' };
  });
  return { kind: 'Refused', reasons };
}

/** Form and sense; whether it may be delivered is decided by the constraint chain (prescription-check.ts). Never throws. */
export function parsePrescription(document: unknown): ParsedPrescription {
  const read = readPrescription(document);
  if (read.kind === 'Refused') return read;
  const reasons = contradictions(read.prescription);
  return reasons.length > 0 ? { kind: 'Refused', reasons } : read;
}

const instantOf = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** The document of a prescription, spelled in the one way that is signed. */
export function documentOf(prescription: Prescription): PrescriptionDocument {
  return {
    schema: 'limber/prescription/2',
    id: prescription.id,
    revision: prescription.revision,
    person: prescription.person,
    device: prescription.device,
    site: prescription.site,
    pad_area_mm2: prescription.padAreaMm2,
    pattern: prescription.pattern.map((part) => ({ share_permille: part.sharePermille, width_us: part.widthUs })),
    rate_millihertz: prescription.rateMillihertz,
    level_ua: prescription.levelUa,
    ceiling_ua: prescription.ceilingUa,
    session_ms: prescription.sessionMs,
    day_ms: prescription.dayMs,
    sessions_per_day: prescription.sessionsPerDay,
    presence_ms: prescription.presenceMs,
    issued_at: instantOf(prescription.issuedAtS),
    expires_at: instantOf(prescription.expiresAtS),
  };
}

/**
 * What is hashed and signed: the document as RFC 8785 spells JSON (fields sorted, no white space; all numbers are whole and
 * all texts ASCII), instants in whole UTC seconds. One spelling for each prescription.
 */
export function canonicalPrescription(prescription: Prescription): string {
  const document = documentOf(prescription);
  const sorted = Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted));
}

/** The same in bytes. */
export const canonicalBytes = (prescription: Prescription): Uint8Array =>
  new TextEncoder().encode(canonicalPrescription(prescription));
