import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openDatabase } from '../../host/records/database.ts';
import { databasePath } from '../../host/records/directory-claim.ts';
import { MIGRATIONS } from '../../host/records/migrations.ts';
import { schemaVersion } from '../../host/records/schema-version.ts';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { openArchive } from '../../host/records/store.ts';
import { sessionEnd, sessionStart, temporaryDirectory, temporaryStore, WALL_MS } from './session-fixture.ts';

const template = { meanDeg: [0, 70, 0], deviationDeg: [0, 1, 0] };
const tempo = { outS: 2, holdS: 1, backS: 2 };
const movement = { exercise: 'knee-extension', targetDeg: { low: 60, high: 75 }, tempo, template, reps: 5 };
const entry = {
  person: 'p-7',
  exercise: 'knee-extension',
  sessionId: 's-1',
  demonstratedAtMs: WALL_MS,
  prescribedBy: 'Dr. Keller',
  leftOut: [2],
  movement,
};

test('a later prescription supersedes an earlier one, which is kept, with who and when', () => {
  let wallMs = WALL_MS;
  const store = temporaryStore({ wallMs: () => wallMs });
  store.begin(sessionStart('s-1')).finish(sessionEnd());
  expect(store.movementPrescriptions('p-7', 'knee-extension')).toEqual([]);
  store.prescribeMovement(entry);
  wallMs += 86_400_000;
  store.prescribeMovement({ ...entry, movement: { ...movement, targetDeg: { low: 65, high: 80 } } });
  const [first, second] = store.movementPrescriptions('p-7', 'knee-extension');
  expect(first).toEqual({ ...entry, version: 1, prescribedAtMs: WALL_MS });
  expect(second).toMatchObject({ version: 2, prescribedAtMs: wallMs, movement: { targetDeg: { low: 65, high: 80 } } });
});

test('each person and exercise has versions of its own', () => {
  const store = temporaryStore();
  store.begin(sessionStart('s-1')).finish(sessionEnd());
  store.prescribeMovement(entry);
  expect(store.prescribeMovement({ ...entry, person: 'p-8' }).version).toBe(1);
  expect(store.prescribeMovement({ ...entry, exercise: 'elbow-flexion' }).version).toBe(1);
  expect(store.movementPrescriptions('p-7', 'knee-extension')).toHaveLength(1);
});

test('what was prescribed is neither changed nor deleted, and comes from a stored session', () => {
  const store = temporaryStore();
  store.begin(sessionStart('s-1')).finish(sessionEnd());
  store.prescribeMovement(entry);
  const { sql } = store.database;
  expect(() => sql.exec("UPDATE movement_prescription SET session_id = 's-2'")).toThrow('append-only');
  expect(() => sql.exec('DELETE FROM movement_prescription')).toThrow('append-only');
  expect(() => store.prescribeMovement({ ...entry, sessionId: 'nowhere' })).toThrow('FOREIGN KEY');
});

test('a database of the first version is migrated with everything in it, and read as it is until then', () => {
  const dataDir = temporaryDirectory();
  const store = temporaryStore({ dataDir });
  const document = store.begin(sessionStart('s-1')).finish(sessionEnd());
  store.close();
  turnBackToVersion1(databasePath(dataDir), document);
  const archive = openArchive(dataDir);
  expect(archive.movementPrescriptions('p-7', 'knee-extension')).toEqual([]);
  expect(archive.session('s-1')).toEqual(document);
  archive.close();
  const migrated = openDatabase(databasePath(dataDir));
  expect(schemaVersion(migrated.sql)).toBe(MIGRATIONS.length);
  migrated.sql.close();
  const again = temporaryStore({ dataDir });
  expect(again.session('s-1')).toEqual(document);
  expect(again.prescribeMovement(entry).version).toBe(1);
});

/** A file as the first version made it, with this session in it. */
function turnBackToVersion1(path: string, document: SessionDocument): void {
  rmSync(path);
  const sql = new DatabaseSync(path);
  sql.exec(`${MIGRATIONS[0]}; PRAGMA application_id = 0x4c4d4252; PRAGMA user_version = 1`);
  const start = sessionStart(document.session.id);
  sql
    .prepare("INSERT INTO session VALUES (?, ?, ?, 'completed', ?, ?, ?)")
    .run(
      ...[start.id, start.person, start.startedAtMs],
      ...[start, { elapsedMs: 0, frames: document.frames }, document].map((value) => JSON.stringify(value)),
    );
  sql.close();
}
