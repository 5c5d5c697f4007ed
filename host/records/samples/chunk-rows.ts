import { LimberError } from '../../../protocol/limber-error.ts';
import { type Database, explaining } from '../database.ts';
import { prepared } from '../prepared.ts';
import { chunkPlace, curvePlace } from '../sealing/sealed-places.ts';
import { personOf } from '../session-rows.ts';
import type { StoredChunk } from '../stored-record.ts';
import { type AngleCurve, decodeCurve, encodeCurve } from './angle-curve.ts';
import type { ChunkBuffer } from './chunk-buffer.ts';
import { decodeRawChunk, encodeRawChunk, type RawBlock } from './raw-chunk.ts';

/** The whole chunk, in place of the parts of it that were stored before. */
export function insertChunk(database: Database, sessionId: string, buffer: ChunkBuffer): StoredChunk {
  for (const id of buffer.parts) prepared(database.sql, 'DELETE FROM chunk WHERE id = ?').run(id);
  return insertSamples(database, sessionId, buffer, 0);
}

/** What is not in the database yet of a chunk that is not full. Returns the id of its row. */
export const insertChunkPart = (database: Database, sessionId: string, buffer: ChunkBuffer): number =>
  insertSamples(database, sessionId, buffer, buffer.stored).number;

function insertSamples(database: Database, sessionId: string, buffer: ChunkBuffer, from: number): StoredChunk {
  const { sql, seals } = database;
  const { sensor, configurationId, count } = buffer;
  const tMs = buffer.tMs.subarray(from, count);
  const data = encodeRawChunk({
    tMs,
    raw: buffer.raw.subarray(6 * from, 6 * count),
    marks: buffer.marks.subarray(from, count),
  });
  const id = nextId(database, 'chunk');
  const place = chunkPlace({ id, sessionId, sensor, configurationId });
  const sealed = seals.seal(personOf(database, sessionId), place, data);
  prepared(
    sql,
    'INSERT INTO chunk (id, session_id, sensor, configuration_id, first_ms, last_ms, samples, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(id, sessionId, sensor, configurationId, tMs[0]!, tMs[tMs.length - 1]!, count - from, sealed);
  return { number: id, sensor, configurationId, samples: count - from, data };
}

const nextId = ({ sql }: Database, table: 'chunk' | 'angle_chunk'): number =>
  Number(prepared(sql, `SELECT coalesce(max(id), 0) + 1 AS id FROM ${table}`).get()?.id);

/**
 * The chunks of one band as they were recorded, one at a time: a session need not fit into memory. Throws LimberError
 * records/corrupt at a damaged one.
 */
export function* readChunks(database: Database, sessionId: string, sensor: string): Generator<RawBlock> {
  const person = personOf(database, sessionId);
  const rows = database.sql
    .prepare('SELECT id, configuration_id, data FROM chunk WHERE session_id = ? AND sensor = ? ORDER BY id')
    .iterate(sessionId, sensor);
  try {
    while (true) {
      const { done, value: row } = explaining(database.path, () => rows.next());
      if (done) return;
      const [id, configurationId] = [Number(row.id), Number(row.configuration_id)];
      const samples = readChunk(database, id, () =>
        database.seals.open(person, chunkPlace({ id, sessionId, sensor, configurationId }), row.data),
      );
      yield { sensor, configurationId, ...samples };
    }
  } finally {
    // Whoever has read enough leaves no reader open, which the journal would grow behind.
    rows.return?.();
  }
}

function readChunk(database: Database, id: number, open: () => Uint8Array): ReturnType<typeof decodeRawChunk> {
  try {
    return decodeRawChunk(open());
  } catch (cause) {
    if (cause instanceof LimberError && cause.code !== 'records/corrupt') throw cause;
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
  const id = nextId(database, 'angle_chunk');
  const place = curvePlace(id, sessionId);
  const sealed = database.seals.seal(personOf(database, sessionId), place, encodeCurve(curve));
  prepared(database.sql, 'INSERT INTO angle_chunk (id, session_id, data) VALUES (?, ?, ?)').run(id, sessionId, sealed);
  return id;
}

export function deleteCurves(database: Database, ids: readonly number[]): void {
  for (const id of ids) prepared(database.sql, 'DELETE FROM angle_chunk WHERE id = ?').run(id);
}

export function readCurve(database: Database, sessionId: string): AngleCurve {
  const { sql, seals } = database;
  const person = personOf(database, sessionId);
  const rows = sql.prepare('SELECT id, data FROM angle_chunk WHERE session_id = ? ORDER BY id').all(sessionId);
  return decodeCurve(rows.map(({ id, data }) => seals.open(person, curvePlace(Number(id), sessionId), data)));
}
