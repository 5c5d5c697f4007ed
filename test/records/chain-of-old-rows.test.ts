import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { NO_HASH } from '../../host/records/chain/audit-chain.ts';
import { databasePath } from '../../host/records/directory-claim.ts';
import { MIGRATIONS } from '../../host/records/migrations.ts';
import { openArchive } from '../../host/records/store.ts';
import { sessionStart, temporaryDirectory, temporaryStore, WALL_MS } from './session-fixture.ts';

/** A directory as the third version left it, with an open session in it. */
function directoryOfVersion3(rows: string): string {
  const dataDir = join(temporaryDirectory(), 'old');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'limber-data.json'), '{"kind":"simulation"}');
  const sql = new DatabaseSync(databasePath(dataDir));
  for (const migration of MIGRATIONS.slice(0, 3)) sql.exec(migration);
  sql.exec('PRAGMA application_id = 0x4c4d4252; PRAGMA user_version = 3');
  const progress = JSON.stringify({ elapsedMs: 0, frames: { received: 0, lost: 0, recovered: 0, discarded: 0 } });
  sql
    .prepare(
      "INSERT INTO session (id, person, started_at_ms, state, start, progress) VALUES (?, ?, ?, 'running', ?, ?)",
    )
    .run('s-1', 'p-7', WALL_MS, JSON.stringify(sessionStart('s-1')), progress);
  sql.exec(rows);
  sql.close();
  return dataDir;
}

const ROWS = `
  INSERT INTO decision (session_id, wall_ms, at_ms, kind, detail) VALUES
    ('s-1', 1000, 0.5, 'prescription', '{"verdict":"ACCEPTED"}'), ('s-1', 2000, 1, 'stimulation-started', '{}');
  INSERT INTO dose (session_id, person, wall_ms, at_ms, pulses, charge_nc, on_time_ms, peak_current_ua) VALUES
    ('s-1', 'p-7', 3000, 1000.25, 10, 70, 1000, 5), ('s-1', 'p-7', 1500, 2000, 20, 140, 1000, 6);`;

test('a directory of the third version is read as it is, and migrated with every dose and decision in the chain', () => {
  const dataDir = directoryOfVersion3(ROWS);
  const old = openArchive(dataDir);
  expect(old.audit.verify()).toEqual({ intact: true, records: 0, head: NO_HASH });
  expect(old.audit.of('p-7')).toEqual([]);
  expect(old.prescriptions.accepted()).toEqual([]);
  old.close();

  const store = temporaryStore({ dataDir });
  expect(store.audit.verify()).toMatchObject({ intact: true, records: 4 });
  expect(store.audit.of('p-7').map(({ kind, wallMs }) => [kind, wallMs])).toEqual([
    ['decision', 1000],
    ['dose', 1500],
    ['stimulation', 2000],
    ['dose', 3000],
  ]);
  expect(store.audit.of('p-7', ['dose'])[1]?.document).toEqual({
    entry: 1,
    session: 's-1',
    at_ms: 1000.25,
    pulses: 10,
    charge_nc: 70,
    on_time_ms: 1000,
    peak_current_ua: 5,
  });
  expect(store.interrupted[0]).toMatchObject({ stimulation: { pulses: 30 }, ledger: { records: 4 } });
  expect(store.doseMark('stim-1')).toBeNull();
  expect(() => store.database.sql.exec('UPDATE dose SET audit_seq = 1')).toThrow('append-only');
  expect(() => store.database.sql.exec('UPDATE decision SET audit_seq = 1')).toThrow('append-only');
  store.begin(sessionStart('s-2')).addDose({ atMs: 0, pulses: 1, chargeNc: 1, onTimeMs: 1, peakCurrentUa: 1 });
  expect(store.audit.verify()).toMatchObject({ intact: true, records: 5 });
});

test('an old directory that was never stimulated in begins an empty chain', () => {
  const store = temporaryStore({ dataDir: directoryOfVersion3('') });
  expect(store.audit.verify()).toEqual({ intact: true, records: 0, head: NO_HASH });
  expect(store.interrupted[0]).not.toHaveProperty('ledger');
});

test('an old decision that belongs to no session any more stays out of the chain, and verify names it', () => {
  const gone = "UPDATE session SET state = 'completed', document = '{}'; DELETE FROM session;";
  const dataDir = directoryOfVersion3(`${ROWS} PRAGMA foreign_keys = OFF; ${gone} PRAGMA foreign_keys = ON;`);
  expect(temporaryStore({ dataDir }).audit.verify()).toMatchObject({
    intact: false,
    fault: 'table',
    why: 'decision entry 1 has no record in the chain',
  });
});

test('a migration that fails leaves the old file as it was', () => {
  // The name is taken, as by a half-restored backup.
  const dataDir = directoryOfVersion3(`${ROWS} CREATE TABLE pending (x)`);
  expect(() => temporaryStore({ dataDir })).toThrow('pending');
  const archive = openArchive(dataDir);
  expect(archive.database.sql.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3 });
  expect(archive.database.sql.prepare('SELECT count(*) AS n FROM dose').get()).toEqual({ n: 2 });
  archive.close();
});
