import type { DatabaseSync } from 'node:sqlite';
import type { BrokenChain } from './audit-record.ts';
import { countedUpTo } from './audit-rows.ts';
import { decisionKind } from './ledger-link.ts';

const LINKED = `audit.person AS link_person, audit.kind AS link_kind, audit.entry AS link_entry, audit.wall_ms AS link_wall_ms`;
const DOSES = `SELECT dose.seq, dose.wall_ms, audit_seq, dose.person, 'dose' AS kind, ${LINKED}
  FROM dose LEFT JOIN audit ON audit.seq = audit_seq ORDER BY dose.seq`;
const DECISIONS = `SELECT decision.seq, decision.wall_ms, audit_seq, session.person, decision.kind, ${LINKED}
  FROM decision LEFT JOIN session ON session.id = session_id LEFT JOIN audit ON audit.seq = audit_seq ORDER BY decision.seq`;
/** What a person's records say goes with them: their rows may be gone. */
const FORGOTTEN = `EXISTS (SELECT 1 FROM audit AS later
  WHERE later.person = audit.person AND later.kind = 'forgotten' AND later.seq > audit.seq)`;
/** Records whose row is gone; decisions and events may also be appended by themselves, doses never. */
const UNBOOKED = `audit.entry > 0 AND NOT EXISTS (SELECT 1 FROM dose WHERE audit_seq = audit.seq)
  AND NOT EXISTS (SELECT 1 FROM decision WHERE audit_seq = audit.seq)`;

/**
 * Null where every row of the tables has the record that tells of it, and no row is missing, as far as that stands in clear.
 * The chain itself is intact.
 */
export function tableFault(sql: DatabaseSync): BrokenChain | null {
  return (
    rowFault(sql, 'dose', DOSES, () => 'dose') ??
    rowFault(sql, 'decision', DECISIONS, decisionKind) ??
    missingRow(sql) ??
    lostNumbers(sql, 'dose', "audit.kind = 'dose'") ??
    lostNumbers(sql, 'decision', "audit.kind <> 'dose'") ??
    lostKey(sql) ??
    otherSessionHead(sql)
  );
}

function rowFault(
  sql: DatabaseSync,
  table: string,
  query: string,
  kindOf: (kind: string) => string,
): BrokenChain | null {
  for (const row of sql.prepare(query).iterate()) {
    const [auditSeq, wallMs, kind] = [Number(row.audit_seq ?? 0), Number(row.wall_ms), kindOf(String(row.kind))];
    if (row.link_kind === null)
      return tableMismatch(auditSeq, wallMs, table, `${table} entry ${row.seq} has no record in the chain`);
    const same =
      row.person === row.link_person &&
      kind === row.link_kind &&
      row.seq === row.link_entry &&
      wallMs === row.link_wall_ms;
    if (!same) return changedRow(table, Number(row.seq), auditSeq, wallMs, kind);
  }
  return null;
}

export const changedRow = (table: string, entry: number, seq: number, wallMs: number, kind: string): BrokenChain =>
  tableMismatch(seq, wallMs, kind, `${table} entry ${entry} is not what record ${seq} says: the table was changed`);

function missingRow(sql: DatabaseSync): BrokenChain | null {
  const row = sql
    .prepare(`SELECT seq, wall_ms, kind, entry FROM audit WHERE ${UNBOOKED} AND NOT ${FORGOTTEN} ORDER BY seq LIMIT 1`)
    .get();
  if (row === undefined) return null;
  const why = `entry ${row.entry} of record ${row.seq} is missing in its table`;
  return tableMismatch(Number(row.seq), Number(row.wall_ms), String(row.kind), why);
}

/** SQLite gives the numbers of rolled back rows again: a gap is a row that was deleted. */
function lostNumbers(sql: DatabaseSync, table: 'dose' | 'decision', own: string): BrokenChain | null {
  const { rows, last } = sql.prepare(`SELECT count(*) AS rows, coalesce(max(seq), 0) AS last FROM ${table}`).get() as {
    rows: number;
    last: number;
  };
  const given = Math.max(last, countedUpTo(sql, table));
  if (rows === given) return null;
  const gone = sql.prepare(`SELECT count(*) AS count FROM audit WHERE ${own} AND ${UNBOOKED} AND ${FORGOTTEN}`).get();
  const accounted = rows + Number(gone?.count);
  if (accounted === given) return null;
  return tableMismatch(0, null, table, `the ${table} table has ${accounted} entries, but ${given} were written`);
}

/** Nobody's key goes without a word. */
function lostKey(sql: DatabaseSync): BrokenChain | null {
  const row = sql
    .prepare(
      `SELECT seq, wall_ms, kind FROM audit WHERE kind <> 'forgotten' AND NOT ${FORGOTTEN}
       AND person NOT IN (SELECT person FROM data_key) ORDER BY seq LIMIT 1`,
    )
    .get();
  if (row === undefined) return null;
  const why = `what opens record ${row.seq} is gone, and no record says that its person was forgotten`;
  return tableMismatch(Number(row.seq), Number(row.wall_ms), String(row.kind), why);
}

const SESSION_HEADS = `
  SELECT session.id, ledger_records AS records, audit.wall_ms, audit.kind FROM session
  LEFT JOIN audit ON audit.seq = ledger_records
  WHERE ledger_head IS NOT NULL AND audit.hash IS NOT ledger_head AND audit.former IS NOT ledger_head
  ORDER BY started_at_ms LIMIT 1`;

/** Each session keeps the head of its day: who writes the chain anew has to change all of those too. */
function otherSessionHead(sql: DatabaseSync): BrokenChain | null {
  const row = sql.prepare(SESSION_HEADS).get();
  if (row === undefined) return null;
  const why = `session ${row.id} was stored when record ${row.records} had another hash: the chain was written anew`;
  const wallMs = row.wall_ms === null ? null : Number(row.wall_ms);
  return { ...tableMismatch(Number(row.records), wallMs, String(row.kind), why), fault: 'other-head' };
}

export function tableMismatch(brokenSeq: number, wallMs: number | null, kind: string, why: string): BrokenChain {
  return { intact: false, brokenSeq, wallMs, kind, fault: 'table', why };
}
