import type { DatabaseSync } from 'node:sqlite';
import { linkHash, NO_HASH, type StoredLink } from './audit-chain.ts';
import type { AuditKind, AuditRecord, ChainHead, NewAuditRecord } from './audit-record.ts';
import { readJson } from './json-text.ts';

/** Part of the caller's transaction. */
export function appendLink(sql: DatabaseSync, record: NewAuditRecord, wallMs: number): AuditRecord {
  const last = lastLink(sql);
  const link = {
    // After records were cut off the numbers go on where they were: the gap stays to be seen.
    seq: Math.max(last.seq, countedUpTo(sql, 'audit')) + 1,
    wallMs: Math.round(wallMs),
    person: record.person,
    by: record.by,
    kind: record.kind,
    document: JSON.stringify(record.document) ?? 'null',
    prev: last.hash,
  };
  const hash = linkHash(link);
  sql
    .prepare('INSERT INTO audit (seq, wall_ms, person, by, kind, document, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(link.seq, link.wallMs, link.person, link.by, link.kind, link.document, link.prev, hash);
  return { ...link, kind: record.kind, document: JSON.parse(link.document), hash };
}

export function readHead(sql: DatabaseSync): ChainHead {
  const { seq, hash } = lastLink(sql);
  return { records: seq, head: hash };
}

export function readRecords(sql: DatabaseSync, person: string, kinds?: readonly AuditKind[]): AuditRecord[] {
  const chosen = kinds === undefined ? '' : `AND kind IN (${kinds.map(() => '?').join(', ')})`;
  return sql
    .prepare(`SELECT * FROM audit WHERE person = ? ${chosen} ORDER BY seq`)
    .all(person, ...(kinds ?? []))
    .map(recordOf);
}

/** Of all people. A literal: SQLite takes a partial index for nothing else. */
export function readPrescriptionRecords(sql: DatabaseSync): AuditRecord[] {
  return sql.prepare("SELECT * FROM audit WHERE kind = 'prescription' ORDER BY seq").all().map(recordOf);
}

function recordOf(row: Record<string, unknown>): AuditRecord {
  const link = linkOf(row);
  return { ...link, kind: link.kind as AuditKind, document: readJson(link.document) };
}

/** Every record from this number on; may be iterated while nothing is written on this connection. */
export function* readLinks(sql: DatabaseSync, from = Number.MIN_SAFE_INTEGER): Generator<StoredLink> {
  for (const row of sql.prepare('SELECT * FROM audit WHERE seq >= ? ORDER BY seq').iterate(from)) yield linkOf(row);
}

export function countLinks(sql: DatabaseSync): number {
  return Number(sql.prepare('SELECT count(*) AS count FROM audit').get()?.count);
}

/** SQLite's own memory of the highest number a table ever gave: numbers of rolled back rows are given again. */
export function countedUpTo(sql: DatabaseSync, table: 'audit' | 'dose' | 'decision'): number {
  return Number(sql.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').get(table)?.seq ?? 0);
}

function lastLink(sql: DatabaseSync): { readonly seq: number; readonly hash: string } {
  const row = sql.prepare('SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1').get();
  return { seq: Number(row?.seq ?? 0), hash: String(row?.hash ?? NO_HASH) };
}

function linkOf(row: Record<string, unknown>): StoredLink {
  return {
    seq: Number(row.seq),
    wallMs: Number(row.wall_ms),
    person: String(row.person),
    by: String(row.by),
    kind: String(row.kind),
    document: String(row.document),
    prev: String(row.prev),
    hash: String(row.hash),
  };
}
