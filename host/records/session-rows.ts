import { LimberError } from '../../protocol/limber-error.ts';
import { type AngleCurve, decodeCurve, encodeCurve } from './angle-curve.ts';
import { appendLink, countedUpTo } from './audit-rows.ts';
import type { ChunkBuffer } from './chunk-buffer.ts';
import { type Database, explaining } from './database.ts';
import { readJson } from './json-text.ts';
import { type DecisionRow, decisionLink } from './ledger-link.ts';
import { decodeRawChunk, encodeRawChunk, type RawBlock } from './raw-chunk.ts';
import type { RepRecord, SessionDocument, SessionOutcome } from './session-document.ts';
import type { SessionProgress, StimulationDecision, StoredChunk } from './stored-record.ts';
import type { SessionStart } from './summary.ts';

/** A session that has begun and has no document yet. */
export interface LeftOpen {
  readonly start: SessionStart;
  readonly progress: SessionProgress;
}

export function insertSession(database: Database, start: SessionStart, progress: SessionProgress): void {
  database.sql
    .prepare(
      "INSERT INTO session (id, person, started_at_ms, state, start, progress) VALUES (?, ?, ?, 'running', ?, ?)",
    )
    .run(start.id, start.person, Math.round(start.startedAtMs), JSON.stringify(start), JSON.stringify(progress));
}

export function updateProgress(database: Database, sessionId: string, progress: SessionProgress): void {
  database.sql.prepare('UPDATE session SET progress = ? WHERE id = ?').run(JSON.stringify(progress), sessionId);
}

export function insertDocument(database: Database, document: SessionDocument, state: SessionOutcome): void {
  database.sql
    .prepare('UPDATE session SET state = ?, document = ? WHERE id = ?')
    .run(state, JSON.stringify(document), document.session.id);
}

export function readDocuments(database: Database): SessionDocument[] {
  const rows = database.sql
    .prepare('SELECT document FROM session WHERE document IS NOT NULL ORDER BY started_at_ms, id')
    .all();
  return rows.map((row) => JSON.parse(String(row.document)));
}

export function readDocument(database: Database, sessionId: string): SessionDocument | undefined {
  const row = database.sql.prepare('SELECT document FROM session WHERE id = ? AND document IS NOT NULL').get(sessionId);
  return row === undefined ? undefined : JSON.parse(String(row.document));
}

export function readRunning(database: Database): LeftOpen[] {
  const rows = database.sql
    .prepare("SELECT start, progress FROM session WHERE state = 'running' ORDER BY started_at_ms, id")
    .all();
  return rows.map((row) => ({ start: JSON.parse(String(row.start)), progress: JSON.parse(String(row.progress)) }));
}

export function insertRep(database: Database, sessionId: string, rep: RepRecord): void {
  database.sql
    .prepare('INSERT INTO rep (session_id, rep_index, record) VALUES (?, ?, ?)')
    .run(sessionId, rep.index, JSON.stringify(rep));
}

export function readReps(database: Database, sessionId: string): RepRecord[] {
  const rows = database.sql.prepare('SELECT record FROM rep WHERE session_id = ? ORDER BY rep_index').all(sessionId);
  return rows.map((row) => JSON.parse(String(row.record)));
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
    detail: JSON.stringify(decision.detail) ?? 'null',
  };
  const link = appendLink(sql, decisionLink(row), row.wall_ms);
  sql
    .prepare(
      'INSERT INTO decision (seq, session_id, wall_ms, at_ms, kind, detail, audit_seq) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(row.seq, row.session_id, row.wall_ms, row.at_ms, row.kind, row.detail, link.seq);
  return row.seq;
}

export function readDecisions(database: Database, sessionId: string): StimulationDecision[] {
  const rows = database.sql
    .prepare('SELECT at_ms, kind, detail FROM decision WHERE session_id = ? ORDER BY seq')
    .all(sessionId);
  return rows.map((row) => ({
    atMs: Number(row.at_ms),
    kind: String(row.kind),
    detail: readJson(row.detail),
  }));
}

/** The whole chunk, in place of the parts of it that were stored before. */
export function insertChunk(database: Database, sessionId: string, buffer: ChunkBuffer): StoredChunk {
  for (const id of buffer.parts) database.sql.prepare('DELETE FROM chunk WHERE id = ?').run(id);
  return insertSamples(database, sessionId, buffer, 0);
}

/** What is not in the database yet of a chunk that is not full. Returns the id of its row. */
export const insertChunkPart = (database: Database, sessionId: string, buffer: ChunkBuffer): number =>
  insertSamples(database, sessionId, buffer, buffer.stored).number;

function insertSamples(database: Database, sessionId: string, buffer: ChunkBuffer, from: number): StoredChunk {
  const { sensor, configurationId, count } = buffer;
  const tMs = buffer.tMs.subarray(from, count);
  const data = encodeRawChunk({
    tMs,
    raw: buffer.raw.subarray(6 * from, 6 * count),
    marks: buffer.marks.subarray(from, count),
  });
  const { lastInsertRowid } = database.sql
    .prepare(
      'INSERT INTO chunk (session_id, sensor, configuration_id, first_ms, last_ms, samples, data) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(sessionId, sensor, configurationId, tMs[0]!, tMs[tMs.length - 1]!, count - from, data);
  return { number: Number(lastInsertRowid), sensor, configurationId, samples: count - from, data };
}

/**
 * The chunks of one band as they were recorded, one at a time: a session need not fit into memory. Throws LimberError
 * records/corrupt at a damaged one.
 */
export function* readChunks(database: Database, sessionId: string, sensor: string): Generator<RawBlock> {
  const rows = database.sql
    .prepare('SELECT id, configuration_id, data FROM chunk WHERE session_id = ? AND sensor = ? ORDER BY id')
    .iterate(sessionId, sensor);
  while (true) {
    const { done, value: row } = explaining(database.path, () => rows.next());
    if (done) return;
    yield {
      sensor,
      configurationId: Number(row.configuration_id),
      ...readChunk(database, Number(row.id), row.data as Uint8Array),
    };
  }
}

function readChunk(database: Database, id: number, data: Uint8Array): ReturnType<typeof decodeRawChunk> {
  try {
    return decodeRawChunk(data);
  } catch (cause) {
    const message = `Chunk ${id} of ${database.path} is damaged: the raw samples in it are lost, the rest can be read. Restore a backup.`;
    throw new LimberError('records/corrupt', message, { cause });
  }
}

export function countChunks(
  database: Database,
  sessionId: string,
): { chunks: number; samples: number; bytes: number; lastMs: number } {
  const row = database.sql
    .prepare(
      `SELECT count(*) AS chunks, coalesce(sum(samples), 0) AS samples, coalesce(sum(length(data)), 0) AS bytes,
              coalesce(max(last_ms), 0) AS last_ms FROM chunk WHERE session_id = ?`,
    )
    .get(sessionId);
  return {
    chunks: Number(row?.chunks),
    samples: Number(row?.samples),
    bytes: Number(row?.bytes),
    lastMs: Number(row?.last_ms),
  };
}

export function insertCurve(database: Database, sessionId: string, curve: AngleCurve): number {
  const row = database.sql.prepare('INSERT INTO angle_chunk (session_id, data) VALUES (?, ?)');
  return Number(row.run(sessionId, encodeCurve(curve)).lastInsertRowid);
}

export function deleteCurves(database: Database, ids: readonly number[]): void {
  for (const id of ids) database.sql.prepare('DELETE FROM angle_chunk WHERE id = ?').run(id);
}

export function readCurve(database: Database, sessionId: string): AngleCurve {
  const rows = database.sql.prepare('SELECT data FROM angle_chunk WHERE session_id = ? ORDER BY id').all(sessionId);
  return decodeCurve(rows.map((row) => row.data as Uint8Array));
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
