import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { formerHash, NO_HASH } from '../../host/records/chain/audit-chain.ts';
import { databasePath } from '../../host/records/directory-claim.ts';
import { MIGRATIONS } from '../../host/records/migrations.ts';
import { encodeRawChunk } from '../../host/records/samples/raw-chunk.ts';
import { chainOldRows } from '../../host/records/sealing/old-rows.ts';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { NO_FRAMES, NO_STIMULATION, sessionDocument } from '../../host/records/summary.ts';
import { repOf, sessionStart, swingingBlock, temporaryDirectory, WALL_MS } from './session-fixture.ts';

/** Words that the records of version 5 hold in clear, in any of its tables. */
export const WORDS = ['confided', 'Petra Sieben', 'Dr. Keller', 'O. Perator', 'knee-extension', '"peak_deg":74.2'];

export interface OldDirectory {
  readonly dataDir: string;
  /** Of the chain of before: by its number, from 1. */
  readonly heads: readonly string[];
  readonly document: SessionDocument;
}

/** As the last Limber left it that sealed nothing: a finished session with a dose, its care, and a name. */
export function directoryOfVersion5(change: (sql: DatabaseSync) => void = () => {}): OldDirectory {
  const dataDir = join(temporaryDirectory(), 'old');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'limber-data.json'), '{"kind":"real"}');
  const sql = new DatabaseSync(databasePath(dataDir));
  sql.exec('PRAGMA journal_mode = WAL');
  for (const [at, migration] of MIGRATIONS.slice(0, 5).entries()) {
    sql.exec(migration);
    if (at === 3) chainOldRows(sql);
  }
  sql.exec('PRAGMA application_id = 0x4c4d4252; PRAGMA user_version = 5');
  const start = sessionStart('s-1');
  const progress = { elapsedMs: 0, frames: NO_FRAMES };
  sql
    .prepare("INSERT INTO session VALUES (?, ?, ?, 'completed', ?, ?, NULL)")
    .run(start.id, start.person, start.startedAtMs, JSON.stringify(start), JSON.stringify(progress));
  const heads = insertRecords(sql);
  const document = insertDocument(sql, heads.at(-1)!, heads.length);
  insertCare(sql);
  change(sql);
  sql.close();
  return { dataDir, heads, document };
}

function insertRecords(sql: DatabaseSync): string[] {
  const heads: string[] = [];
  const append = (kind: string, by: string, told: object): number => {
    const [seq, prev, document] = [heads.length + 1, heads.at(-1) ?? NO_HASH, JSON.stringify(told)];
    const hash = formerHash({ seq, wallMs: WALL_MS, person: 'p-7', by, kind, document, prev });
    heads.push(hash);
    sql
      .prepare(
        'INSERT INTO audit (seq, wall_ms, person, by, kind, document, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      )
      .run(seq, WALL_MS, 'p-7', by, kind, document, prev, hash);
    return seq;
  };
  append('pain', 'patient', { now: 3, words: 'confided' });
  const detail = { reason: 'confided' };
  const decided = { entry: 1, session: 's-1', at_ms: 1, what: 'gateway-reason', detail };
  sql
    .prepare('INSERT INTO decision (session_id, wall_ms, at_ms, kind, detail, audit_seq) VALUES (?, ?, ?, ?, ?, ?)')
    .run('s-1', WALL_MS, 1, 'gateway-reason', JSON.stringify(detail), append('decision', 'gateway', decided));
  const amounts = { pulses: 41, charge_nc: 4100, on_time_ms: 1000, peak_current_ua: 5000 };
  const mark = { boot: 7, session: 2, pulses: 41, chargeNc: 4100, dayMs: 1000 };
  const booked = { entry: 1, session: 's-1', at_ms: 1000.5, ...amounts, device: 'stim-1', mark };
  sql
    .prepare(
      `INSERT INTO dose (session_id, person, wall_ms, at_ms, pulses, charge_nc, on_time_ms, peak_current_ua, device, mark, audit_seq)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      ...['s-1', 'p-7', WALL_MS, 1000.5, ...Object.values(amounts)],
      ...['stim-1', JSON.stringify(mark), append('dose', 'band stim-1', booked)],
    );
  const calibrated = append('calibration', 'O. Perator', { event: 'calibrated' });
  sql
    .prepare(
      'INSERT INTO calibration (device, made_at_ms, operator, tag, data, on_band, findings, audit_seq) VALUES (?, ?, ?, ?, ?, 1, ?, ?)',
    )
    .run('m-1', WALL_MS, 'O. Perator', '00', Uint8Array.of(1), '{"seen":"confided"}', calibrated);
  return heads;
}

function insertDocument(sql: DatabaseSync, head: string, records: number): SessionDocument {
  const reps = [repOf(1)];
  const document = sessionDocument({
    start: sessionStart('s-1'),
    simulated: false,
    outcome: 'completed',
    endMs: 95_000,
    reps,
    stimulation: NO_STIMULATION,
    frames: NO_FRAMES,
    stored: { sessions: 1, chunks: 1, samples: 312, bytes: 1 },
    published: { messages: 0, pending: 0, topics: [] },
    ledger: { records, head },
  });
  sql.prepare('UPDATE session SET document = ?').run(JSON.stringify(document));
  for (const rep of reps) sql.prepare('INSERT INTO rep VALUES (?, ?, ?)').run('s-1', rep.index, JSON.stringify(rep));
  const { tMs, raw } = swingingBlock('shank', 0, 3);
  const data = encodeRawChunk({ tMs, raw, marks: new Uint8Array(tMs.length) });
  sql
    .prepare(
      'INSERT INTO chunk (session_id, sensor, configuration_id, first_ms, last_ms, samples, data) VALUES (?, ?, 1, 0, 3, ?, ?)',
    )
    .run('s-1', 'shank', tMs.length, data);
  return document;
}

function insertCare(sql: DatabaseSync): void {
  const movement = { person: 'p-7', exercise: 'knee-extension', version: 1, prescribedBy: 'Dr. Keller' };
  sql
    .prepare("INSERT INTO movement_prescription VALUES (1, 'p-7', 'knee-extension', 1, 's-1', 'Dr. Keller', ?, ?)")
    .run(WALL_MS, JSON.stringify(movement));
  sql.exec(`
    INSERT INTO enrolled_execution VALUES (1, 'p-7', 'knee-extension', 'confided', 's-1', 'Dr. Keller', ${WALL_MS}, '[2]');
    INSERT INTO enrolment VALUES ('person', 'p-7', 'Petra Sieben', 1), ('device', 'stim-1', 'the confided one', 1);
    INSERT INTO pending VALUES ('stim-1', '{"kind":"confided"}', 1);
    CREATE TABLE rubbish (x); INSERT INTO rubbish VALUES ('confided'); DROP TABLE rubbish;`);
}
