import * as v from 'valibot';

/** One entry of the audit chain, as far as this room looks at it. Oldest first wherever records come in a list. */
export interface PersonRecord {
  /** UTC, ms. */
  readonly wallMs: number;
  /** 'patient', 'clinician:<key id or name>', 'gateway', 'band' or 'simulation'. */
  readonly by: string;
  readonly kind: string;
  readonly document: unknown;
}

export const isClinician = (record: PersonRecord): boolean => record.by.startsWith('clinician:');

const site = v.pipe(v.string(), v.minLength(1));
const currentUa = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const rating = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(10));

/** What may be recorded of a person; kinds as in the audit chain. */
export const PERSON_DOCUMENTS = {
  /** Answers to SCREENING_QUESTIONS by id; true: it applies. */
  screening: v.strictObject({ answers: v.record(v.string(), v.boolean()) }),
  /** A clinician lets an overridable answer pass, or opens a lock; both say why. */
  override: v.strictObject({
    of: v.picklist(['contraindication', 'skin-lock', 'titration-doubt']),
    /** Contraindication id; a site for a lock. */
    id: v.string(),
    reason: v.pipe(v.string(), v.minLength(5, 'a reason of at least five letters')),
    /** Ed25519 over patient, of, id and reason; whoever stores the record has checked it. */
    signature: v.optional(v.string()),
  }),
  skin: v.strictObject({
    site,
    finding: v.picklist(['none', 'redness-short', 'redness-long', 'itch', 'blister', 'burn']),
  }),
  pad: v.strictObject({
    id: v.pipe(v.string(), v.minLength(1)),
    event: v.picklist(['opened', 'used', 'discarded']),
    areaMm2: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  }),
  titration: v.strictObject({
    site,
    sensoryThresholdUa: currentUa,
    strongComfortableUa: currentUa,
    /** Found only with a clinician present. */
    discomfortUa: v.nullable(currentUa),
    /** After the discomfort step; the same as before where that was left out. */
    settledUa: currentUa,
  }),
  comfort: v.strictObject({
    session: v.string(),
    feeling: v.picklist(['too-weak', 'strong-comfortable', 'uncomfortable', 'painful']),
    note: v.optional(v.string()),
  }),
  /** Numeric rating scale, 0 to 10. `stimulation`: whether current flowed while it was rated. */
  pain: v.strictObject({
    session: v.string(),
    moment: v.picklist(['before', 'during', 'after']),
    activity: v.picklist(['rest', 'movement']),
    /** The exercise, where activity is movement: the same one is compared with itself. */
    exercise: v.optional(v.string()),
    stimulation: v.boolean(),
    rating,
  }),
} as const;

export type PersonDocumentKind = keyof typeof PERSON_DOCUMENTS;
export type PersonDocument<Kind extends PersonDocumentKind> = v.InferOutput<(typeof PERSON_DOCUMENTS)[Kind]>;

/** Every reason why a document is none of its kind; empty when it is. Whoever stores one asks first. */
export function personDocumentFlaws(kind: PersonDocumentKind, document: unknown): string[] {
  const parsed = v.safeParse(PERSON_DOCUMENTS[kind], document);
  if (parsed.success) return [];
  return parsed.issues.map((issue) => `${v.getDotPath(issue) ?? kind}: ${issue.message}`);
}

export interface Told<Kind extends PersonDocumentKind> {
  readonly wallMs: number;
  readonly by: string;
  readonly byClinician: boolean;
  /** Place in the list: what was recorded later stands behind, whatever the clocks said. */
  readonly place: number;
  readonly document: PersonDocument<Kind>;
}

/** All records of one kind, oldest first. One that cannot be read is passed over: it can permit nothing by that. */
export function told<Kind extends PersonDocumentKind>(records: readonly PersonRecord[], kind: Kind): Told<Kind>[] {
  return records.flatMap((record, place) => {
    if (record.kind !== kind) return [];
    const parsed = v.safeParse(PERSON_DOCUMENTS[kind], record.document);
    if (!parsed.success) return [];
    const document = parsed.output as PersonDocument<Kind>;
    return [{ wallMs: record.wallMs, by: record.by, byClinician: isClinician(record), place, document }];
  });
}
