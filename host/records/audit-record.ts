/** What a record of the chain is about. */
export type AuditKind =
  | 'dose'
  | 'decision'
  | 'prescription'
  | 'screening'
  | 'skin'
  | 'pad'
  | 'titration'
  | 'comfort'
  | 'pain'
  | 'override'
  | 'stimulation'
  | 'security';

/** One link of the append-only chain: its hash covers all fields before it and the hash of the record before. */
export interface AuditRecord {
  readonly seq: number;
  /** UTC, ms; labels only, never the order. */
  readonly wallMs: number;
  /** Pseudonym. */
  readonly person: string;
  /** Who did it: patient, clinician's key id, gateway or band. */
  readonly by: string;
  readonly kind: AuditKind;
  /** JSON of the kind's own form. */
  readonly document: unknown;
  /** SHA-256, hex. */
  readonly prev: string;
  readonly hash: string;
}

export type NewAuditRecord = Omit<AuditRecord, 'seq' | 'wallMs' | 'prev' | 'hash'>;

export type AuditVerdict =
  | { readonly intact: true; readonly records: number; readonly head: string }
  | { readonly intact: false; readonly brokenSeq: number; readonly why: string };

/** Part of the store: what is appended stays. */
export interface AuditLog {
  append(record: NewAuditRecord): AuditRecord;
  /** Oldest first. */
  of(person: string, kinds?: readonly AuditKind[]): readonly AuditRecord[];
  verify(): AuditVerdict;
}
