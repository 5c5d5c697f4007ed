import type { DoseMark } from '../dose/dose-ledger.ts';
import type { ToldLink } from './audit-rows.ts';

/** What a record of the chain is about. */
export const AUDIT_KINDS = [
  'dose',
  'decision',
  'prescription',
  'screening',
  'skin',
  'pad',
  'titration',
  'comfort',
  'pain',
  'override',
  'stimulation',
  'security',
  'calibration',
  'consent',
  'forgotten',
  'retention',
  'downlink',
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** One link of the append-only chain: its hash covers all fields before it and, by `prev`, every record before. */
export interface AuditRecord {
  /** Counted from 1, without a gap. */
  readonly seq: number;
  /** UTC, ms; labels only, never the order. */
  readonly wallMs: number;
  /** Pseudonym; empty where a record is about nobody. */
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

/**
 * The document of a record of kind 'forgotten': its `person` is the pseudonym, and it is sealed for nobody, so that it can
 * be read when the person's key is gone. How much there was, and what must outlive it.
 */
export interface ForgottenEntry {
  readonly sessions: number;
  readonly doses: number;
  readonly decisions: number;
  /** Who did it. */
  readonly by: string;
  readonly why?: string;
  /** By band: the highest revision that was accepted for it. None up to this one is ever taken again. */
  readonly revisions: Readonly<Record<string, number>>;
  /** By band: where its counters stood at its latest booking. What it counted until then is never booked on the next person. */
  readonly marks: Readonly<Record<string, DoseMark>>;
}

export type NewAuditRecord = Omit<AuditRecord, 'seq' | 'wallMs' | 'prev' | 'hash'>;

/** How far the chain reaches. Kept elsewhere, it tells later whether anything up to here was changed since. */
export interface ChainHead {
  readonly records: number;
  /** Hash of the latest record; zeros where there is none. */
  readonly head: string;
}

export type AuditVerdict = ProvenChain | BrokenChain;

export interface ProvenChain extends ChainHead {
  readonly intact: true;
  /** Why nothing was opened: the chain is whole, but tables were compared with it only as far as they stand in clear. */
  readonly unopened?: string;
}

export interface BrokenChain {
  readonly intact: false;
  /** The first record that is not as it was written, or is not there. */
  readonly brokenSeq: number;
  /** As that record says; null where it is missing. */
  readonly wallMs: number | null;
  readonly kind: string | null;
  readonly fault: ChainFault;
  /** One sentence. */
  readonly why: string;
}

/**
 * changed: a field is not what was hashed. unlinked: does not follow the record before it, which was replaced or rewritten.
 * cut-off: records at the end are gone. other-head: the kept head is none of this chain's. table: dose or decision table
 * and chain disagree.
 */
export type ChainFault = 'changed' | 'missing' | 'reordered' | 'unlinked' | 'cut-off' | 'other-head' | 'table';

export interface VerifyOptions {
  /** Kept from an earlier look: the only thing that tells a chain that was rewritten from some record on. */
  readonly kept?: { readonly hash: string; readonly seq?: number | undefined } | undefined;
  /** Proven before by this process: only what came after it is read, and the tables are left out. */
  readonly since?: ChainHead | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Part of an archive. Reading throws LimberError records/corrupt where the file itself is damaged. */
export interface AuditTrail {
  /** Oldest first. */
  of(person: string, kinds?: readonly AuditKind[]): readonly AuditRecord[];
  /** All of everybody as it is stored, oldest first, so that each hash can be computed anew, and what it says beside it. */
  links(): Generator<ToldLink>;
  head(): ChainHead;
  /** Reads every record once, as of one moment, also while a gateway writes. */
  verify(options?: VerifyOptions): AuditVerdict;
}

/** Part of the store: what is appended stays. */
export interface AuditLog extends AuditTrail {
  /** Stored when it returns. Throws LimberError (a full disk): then nothing was stored, and who stimulates ends that. */
  append(record: NewAuditRecord): AuditRecord;
}
