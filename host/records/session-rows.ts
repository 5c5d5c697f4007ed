import { legibleContent } from './chain/audit-content.ts';
import { appendLink, countedUpTo } from './chain/audit-rows.ts';
import { type DecisionRow, decisionKind, decisionLink } from './chain/ledger-link.ts';
import type { Database } from './database.ts';
import { readJson } from './json-text.ts';
import { prepared } from './prepared.ts';
import { repPlace, sessionPlace } from './sealing/sealed-places.ts';
import type { RepRecord, SessionDocument, SessionOutcome } from './session-document.ts';
import type { SessionProgress, StimulationDecision } from './stored-record.ts';
import type { SessionStart } from './summary.ts';

/** A session that has begun and has no document yet. */
export interface LeftOpen {
  readonly start: SessionStart;
  readonly progress: SessionProgress;
}

export function insertSession({ sql, seals }: Database, start: SessionStart, progress: SessionProgress): void {
  const { id, person } = start;
  sql
    .prepare(
      "INSERT INTO session (id, person, started_at_ms, state, start, progress) VALUES (?, ?, ?, 'running', ?, ?)",
    )
    .run(
      ...[id, person, Math.round(start.startedAtMs)],
      seals.sealJson(person, sessionPlace('start', id), start),
      seals.sealJson(person, sessionPlace('progress', id), progress),
    );
}

export function updateProgress(database: Database, sessionId: string, progress: SessionProgress): void {
  const { sql, seals } = database;
  const sealed = seals.sealJson(personOf(database, sessionId), sessionPlace('progress', sessionId), progress);
  prepared(sql, 'UPDATE session SET progress = ? WHERE id = ?').run(sealed, sessionId);
}

export function insertDocument({ sql, seals }: Database, document: SessionDocument, state: SessionOutcome): void {
  const { session, ledger } = document;
  const sealed = seals.sealJson(session.person, sessionPlace('document', session.id), document);
  sql
    .prepare('UPDATE session SET state = ?, document = ?, ledger_records = ?, ledger_head = ? WHERE id = ?')
    .run(state, sealed, ledger?.records ?? null, ledger?.head ?? null, session.id);
}

/** Whose session it is: an empty string where there is none of this id. */
export const personOf = ({ sql }: Database, sessionId: string): string =>
  String(prepared(sql, 'SELECT person FROM session WHERE id = ?').get(sessionId)?.person ?? '');

type SessionColumn = 'start' | 'progress' | 'document';

/** Of a row with id and person beside it. */
export function openSession<Value>(
  { seals }: Pick<Database, 'seals'>,
  column: SessionColumn,
  row: Record<string, unknown>,
): Value {
  return seals.openJson(String(row.person), sessionPlace(column, String(row.id)), row[column]) as Value;
}

export function readDocuments(database: Database): SessionDocument[] {
  const rows = database.sql
    .prepare('SELECT id, person, document FROM session WHERE document IS NOT NULL ORDER BY started_at_ms, id')
    .all();
  return rows.map((row) => openSession(database, 'document', row));
}

export function readDocument(database: Database, sessionId: string): SessionDocument | undefined {
  const row = prepared(
    database.sql,
    'SELECT id, person, document FROM session WHERE id = ? AND document IS NOT NULL',
  ).get(sessionId);
  return row && openSession(database, 'document', row);
}

export function readStart({ sql, seals }: Database, sessionId: string): SessionStart {
  const row = prepared(sql, 'SELECT id, person, start FROM session WHERE id = ?').get(sessionId);
  return openSession({ seals }, 'start', row ?? {});
}

export function readProgress({ sql, seals }: Database, sessionId: string): SessionProgress {
  const row = prepared(sql, 'SELECT id, person, progress FROM session WHERE id = ?').get(sessionId);
  return openSession({ seals }, 'progress', row ?? {});
}

export function readRunning(database: Database): LeftOpen[] {
  const rows = database.sql
    .prepare("SELECT id, person, start, progress FROM session WHERE state = 'running' ORDER BY started_at_ms, id")
    .all();
  return rows.map((row) => ({
    start: openSession(database, 'start', row),
    progress: openSession(database, 'progress', row),
  }));
}

export function insertRep(database: Database, sessionId: string, rep: RepRecord): void {
  const { sql, seals } = database;
  const sealed = seals.sealJson(personOf(database, sessionId), repPlace(sessionId, rep.index), rep);
  prepared(sql, 'INSERT INTO rep (session_id, rep_index, record) VALUES (?, ?, ?)').run(sessionId, rep.index, sealed);
}

export function readReps(database: Database, sessionId: string): RepRecord[] {
  const { sql, seals } = database;
  const person = personOf(database, sessionId);
  const rows = prepared(sql, 'SELECT rep_index, record FROM rep WHERE session_id = ? ORDER BY rep_index').all(
    sessionId,
  );
  return rows.map(
    ({ rep_index, record }) => seals.openJson(person, repPlace(sessionId, Number(rep_index)), record) as RepRecord,
  );
}

/** Stores a decision with its record in the chain. Returns its number, which rises over all sessions. */
export function insertDecision(
  database: Database,
  session: { readonly id: string; readonly person: string },
  wallMs: number,
  decision: StimulationDecision,
): number {
  const { sql } = database;
  const row: DecisionRow = {
    seq: countedUpTo(sql, 'decision') + 1,
    session_id: session.id,
    person: session.person,
    wall_ms: Math.round(wallMs),
    at_ms: decision.atMs,
    kind: decision.kind,
  };
  const link = appendLink(database, decisionLink(row, decision.detail ?? null), row.wall_ms, row.seq);
  prepared(
    sql,
    'INSERT INTO decision (seq, session_id, wall_ms, at_ms, kind, audit_seq) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(row.seq, row.session_id, row.wall_ms, row.at_ms, row.kind, link.seq);
  return row.seq;
}

export function readDecisions({ sql, seals }: Database, sessionId: string): StimulationDecision[] {
  const rows = prepared(
    sql,
    `SELECT at_ms, decision.kind, audit.seq, audit.person, audit.document FROM decision
     LEFT JOIN audit ON audit.seq = audit_seq WHERE session_id = ? ORDER BY decision.seq`,
  ).all(sessionId);
  return rows.map((row) => {
    const kind = String(row.kind);
    const link = { seq: Number(row.seq), person: String(row.person), kind: decisionKind(kind) };
    const content = legibleContent(seals, link, row.document);
    const told = content && (readJson(content.document) as { readonly detail?: unknown } | null);
    return { atMs: Number(row.at_ms), kind, detail: told?.detail ?? null };
  });
}

/** What the broker acknowledged of a session, and what still waits. The relay writes these tables. */
export function readPublication(database: Database, sessionId: string): SessionDocument['published'] {
  const waiting = database.sql
    .prepare('SELECT topic, count(*) AS messages FROM outbox WHERE session_id = ? GROUP BY topic')
    .all(sessionId);
  const tally = database.sql
    .prepare('SELECT topic, delivered FROM outbox_tally WHERE session_id = ? AND delivered > 0')
    .all(sessionId);
  return {
    messages: tally.reduce((sum, row) => sum + Number(row.delivered), 0),
    pending: waiting.reduce((sum, row) => sum + Number(row.messages), 0),
    topics: [...new Set([...tally, ...waiting].map((row) => String(row.topic)))].sort(),
  };
}
