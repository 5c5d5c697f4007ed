import type { DatabaseSync } from 'node:sqlite';
import type { BrokenChain } from './audit-record.ts';
import { countedUpTo } from './audit-rows.ts';
import { type DecisionRow, type DoseRow, decisionLink, doseLink } from './ledger-link.ts';

interface LinkedRow {
  readonly seq: number;
  readonly wall_ms: number;
  readonly audit_seq: number | null;
  readonly link_person: string | null;
  readonly link_by: string | null;
  readonly link_kind: string | null;
  readonly link_document: string | null;
}

const LINKED = `audit.person AS link_person, audit.by AS link_by, audit.kind AS link_kind, audit.document AS link_document`;
const DOSES = `SELECT dose.*, ${LINKED} FROM dose LEFT JOIN audit ON audit.seq = audit_seq ORDER BY dose.seq`;
const DECISIONS = `SELECT decision.*, session.person, ${LINKED} FROM decision
  LEFT JOIN session ON session.id = session_id LEFT JOIN audit ON audit.seq = audit_seq ORDER BY decision.seq`;
/** Records whose row is gone; decisions and events may also be appended by themselves, doses never. */
const UNBOOKED = `SELECT seq, wall_ms, kind, json_extract(document, '$.entry') AS entry FROM audit
  WHERE kind IN ('dose', 'decision', 'stimulation') AND json_valid(document) AND json_extract(document, '$.entry') IS NOT NULL
    AND seq NOT IN (SELECT audit_seq FROM dose WHERE audit_seq IS NOT NULL)
    AND seq NOT IN (SELECT audit_seq FROM decision WHERE audit_seq IS NOT NULL) ORDER BY seq LIMIT 1`;

/** Null where every row of the tables is the one its record tells of, and no row is missing. The chain itself is intact. */
export function tableFault(sql: DatabaseSync): BrokenChain | null {
  return (
    rowFault(sql, 'dose', DOSES, (row) => doseLink(row as unknown as DoseRow)) ??
    rowFault(sql, 'decision', DECISIONS, (row) => decisionLink(row as unknown as DecisionRow)) ??
    missingRow(sql) ??
    lostNumbers(sql, 'dose') ??
    lostNumbers(sql, 'decision') ??
    otherSessionHead(sql)
  );
}

function rowFault(
  sql: DatabaseSync,
  table: string,
  query: string,
  linkOf: (row: LinkedRow) => ReturnType<typeof doseLink>,
): BrokenChain | null {
  for (const found of sql.prepare(query).iterate()) {
    const row = found as unknown as LinkedRow;
    if (row.link_kind === null)
      return fault(row.audit_seq ?? 0, row.wall_ms, table, `${table} entry ${row.seq} has no record in the chain`);
    const { person, by, kind, document } = linkOf(row);
    const same =
      person === row.link_person &&
      by === row.link_by &&
      kind === row.link_kind &&
      JSON.stringify(document) === row.link_document;
    if (same) continue;
    return fault(
      Number(row.audit_seq),
      row.wall_ms,
      kind,
      `${table} entry ${row.seq} is not what record ${row.audit_seq} says: the table was changed`,
    );
  }
  return null;
}

function missingRow(sql: DatabaseSync): BrokenChain | null {
  const row = sql.prepare(UNBOOKED).get();
  if (row === undefined) return null;
  const kind = String(row.kind);
  return fault(
    Number(row.seq),
    Number(row.wall_ms),
    kind,
    `entry ${row.entry} of record ${row.seq} is missing in its table`,
  );
}

/** SQLite gives the numbers of rolled back rows again: a gap is a row that was deleted. */
function lostNumbers(sql: DatabaseSync, table: 'dose' | 'decision'): BrokenChain | null {
  const { rows, last } = sql.prepare(`SELECT count(*) AS rows, coalesce(max(seq), 0) AS last FROM ${table}`).get() as {
    rows: number;
    last: number;
  };
  const given = Math.max(last, countedUpTo(sql, table));
  if (rows === given) return null;
  return fault(0, null, table, `the ${table} table has ${rows} entries, but ${given} were written`);
}

const SESSION_HEADS = `
  WITH kept AS (
    SELECT id, started_at_ms, json_extract(document, '$.ledger.records') AS records,
           json_extract(document, '$.ledger.head') AS head
    FROM session WHERE document IS NOT NULL AND json_valid(document))
  SELECT kept.id, kept.records, audit.wall_ms, audit.kind FROM kept LEFT JOIN audit ON audit.seq = kept.records
  WHERE kept.head IS NOT NULL AND audit.hash IS NOT kept.head ORDER BY kept.started_at_ms LIMIT 1`;

/** Each session's document keeps the head of its day: who writes the chain anew has to change all of those too. */
function otherSessionHead(sql: DatabaseSync): BrokenChain | null {
  const row = sql.prepare(SESSION_HEADS).get();
  if (row === undefined) return null;
  const why = `session ${row.id} was stored when record ${row.records} had another hash: the chain was written anew`;
  const found = fault(Number(row.records), row.wall_ms === null ? null : Number(row.wall_ms), String(row.kind), why);
  return { ...found, fault: 'other-head' };
}

function fault(brokenSeq: number, wallMs: number | null, kind: string, why: string): BrokenChain {
  return { intact: false, brokenSeq, wallMs, kind, fault: 'table', why };
}
