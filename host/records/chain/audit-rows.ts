import type { DatabaseSync } from 'node:sqlite';
import type { Database } from '../database.ts';
import { readJson } from '../json-text.ts';
import { prepared } from '../prepared.ts';
import type { Opener } from '../sealing/seals.ts';
import { linkHash, NO_HASH, type StoredLink } from './audit-chain.ts';
import { legibleContent, sealContent } from './audit-content.ts';
import type { AuditKind, AuditRecord, ChainHead, ForgottenEntry, NewAuditRecord } from './audit-record.ts';

type Sealed = Pick<Database, 'sql' | 'seals'>;

/**
 * Part of the caller's transaction.
 * @param entry number of the dose or decision that it is the record of
 */
export function appendLink(database: Sealed, record: NewAuditRecord, wallMs: number, entry = 0): AuditRecord {
  const { sql, seals } = database;
  const last = lastLink(sql);
  // After records were cut off the numbers go on where they were: the gap stays to be seen.
  const seq = Math.max(last.seq, countedUpTo(sql, 'audit')) + 1;
  const { person, by, kind } = record;
  const document = JSON.stringify(record.document) ?? 'null';
  const bytes = sealContent(seals, { seq, person, kind }, { by, document });
  const facts = { seq, wallMs: Math.round(wallMs), person, kind };
  const hash = linkHash({ ...facts, entry, former: null, sealed: base64(bytes), prev: last.hash });
  prepared(
    sql,
    'INSERT INTO audit (seq, wall_ms, person, kind, entry, document, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(seq, facts.wallMs, person, kind, entry, bytes, last.hash, hash);
  return { ...facts, kind, by, document: JSON.parse(document), prev: last.hash, hash };
}

export function readHead(sql: DatabaseSync): ChainHead {
  const { seq, hash } = lastLink(sql);
  return { records: seq, head: hash };
}

/** What was recorded before a person was forgotten is closed for ever, also where they come back under the same pseudonym. */
const LEGIBLE = `seq >= coalesce((SELECT max(later.seq) FROM audit AS later
  WHERE later.kind = 'forgotten' AND later.person = audit.person), 0)`;

export function readRecords(database: Sealed, person: string, kinds?: readonly AuditKind[]): AuditRecord[] {
  const chosen = kinds === undefined ? '' : `AND kind IN (${kinds.map(() => '?').join(', ')})`;
  const rows = prepared(database.sql, `SELECT * FROM audit WHERE person = ? ${chosen} AND ${LEGIBLE} ORDER BY seq`);
  const opener = database.seals.opener();
  return rows.all(person, ...(kinds ?? [])).map((row) => recordOf(opener, row));
}

/** Of all people. Literals: SQLite takes a partial index for nothing else. */
export function readPrescriptionRecords({ sql, seals }: Sealed): AuditRecord[] {
  const rows = prepared(sql, `SELECT * FROM audit WHERE kind = 'prescription' AND ${LEGIBLE} ORDER BY seq`);
  return rows.all().map((row) => recordOf(seals, row));
}

/** Everybody who was ever forgotten. */
export function readForgotten({ sql, seals }: Sealed): ForgottenRecord[] {
  const rows = prepared(sql, "SELECT * FROM audit WHERE kind = 'forgotten' ORDER BY seq").all();
  return rows.map((row) => {
    const { seq, person, document } = recordOf(seals, row);
    const { revisions = {}, marks = {} } = (document ?? {}) as Partial<ForgottenEntry>;
    return { seq, person, revisions, marks };
  });
}

interface ForgottenRecord extends Pick<ForgottenEntry, 'revisions' | 'marks'> {
  readonly seq: number;
  readonly person: string;
}

/** Beside each record what it says; null where nobody can read it any more. */
export interface ToldLink extends StoredLink {
  readonly by: string | null;
  readonly document: unknown;
}

export function* tellLinks(database: Sealed): Generator<ToldLink> {
  for (const row of database.sql.prepare('SELECT * FROM audit ORDER BY seq').iterate()) {
    const link = linkOf(row);
    const content = legibleContent(database.seals, link, row.document);
    yield { ...link, by: content?.by ?? null, document: content && readJson(content.document) };
  }
}

function recordOf(opener: Opener, row: Record<string, unknown>): AuditRecord {
  const { seq, wallMs, person, kind, prev, hash } = factsOf(row);
  const content = legibleContent(opener, { seq, person, kind }, row.document);
  const document = content && readJson(content.document);
  return { seq, wallMs, person, by: content?.by ?? '', kind: kind as AuditKind, document, prev, hash };
}

/** Every record from this number on; may be iterated while nothing is written on this connection. */
export function* readLinks(sql: DatabaseSync, from = Number.MIN_SAFE_INTEGER): Generator<StoredLink> {
  for (const row of sql.prepare('SELECT * FROM audit WHERE seq >= ? ORDER BY seq').iterate(from)) yield linkOf(row);
}

export function countLinks(sql: DatabaseSync): number {
  return Number(prepared(sql, 'SELECT count(*) AS count FROM audit').get()?.count);
}

/** SQLite's own memory of the highest number a table ever gave: numbers of rolled back rows are given again. */
export function countedUpTo(sql: DatabaseSync, table: 'audit' | 'dose' | 'decision'): number {
  return Number(prepared(sql, 'SELECT seq FROM sqlite_sequence WHERE name = ?').get(table)?.seq ?? 0);
}

function lastLink(sql: DatabaseSync): { readonly seq: number; readonly hash: string } {
  const row = prepared(sql, 'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get();
  return { seq: Number(row?.seq ?? 0), hash: String(row?.hash ?? NO_HASH) };
}

const linkOf = (row: Record<string, unknown>): StoredLink => ({ ...factsOf(row), sealed: base64(row.document) });

/** All of a row but what is sealed. */
export function factsOf(row: Record<string, unknown>): Omit<StoredLink, 'sealed'> {
  return {
    seq: Number(row.seq),
    wallMs: Number(row.wall_ms),
    person: String(row.person),
    kind: String(row.kind),
    entry: Number(row.entry),
    former: row.former === null ? null : String(row.former),
    prev: String(row.prev),
    hash: String(row.hash),
  };
}

const base64 = (stored: unknown): string =>
  (stored instanceof Uint8Array
    ? Buffer.from(stored.buffer, stored.byteOffset, stored.length)
    : Buffer.from(String(stored))
  ).toString('base64');
