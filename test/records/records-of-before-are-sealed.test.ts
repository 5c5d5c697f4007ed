import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { databasePath } from '../../host/records/directory-claim.ts';
import { openArchive, type Store } from '../../host/records/store.ts';
import { withoutKey } from './audit-tampering.ts';
import { directoryOfVersion5, type OldDirectory, WORDS } from './directory-of-version-5.ts';
import { temporaryStore, WALL_MS } from './session-fixture.ts';

const migrated = (dataDir: string): Store => temporaryStore({ dataDir, simulated: false });

function wordsOnDisk(dataDir: string): string[] {
  const bytes = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name)));
  return WORDS.filter((word) => bytes.some((one) => one.includes(word)));
}

/** What is read of them, whoever sealed it. */
function readBack(archive: ReturnType<typeof openArchive>) {
  const prescribed = archive.movementPrescriptions('p-7', 'knee-extension');
  return {
    session: archive.session('s-1'),
    pain: archive.audit.of('p-7', ['pain']).map(({ by, document }) => [by, document]),
    decisions: archive.decisions('s-1'),
    bookings: archive.doseFacts('p-7').bookings,
    samples: [...archive.rawSamples('s-1', 'shank')].map(({ tMs }) => tMs.length),
    prescribed: prescribed.map(({ prescribedBy }) => prescribedBy),
    executions: archive.enrolledExecutions('p-7', 'knee-extension'),
    calibrations: archive.calibrations().map(({ operator, findings }) => [operator, findings]),
  };
}

test('records of before are read as they are, and say the same once they are sealed', () => {
  const { dataDir, document } = directoryOfVersion5();
  expect(wordsOnDisk(dataDir)).toEqual(WORDS);
  const archive = openArchive(dataDir);
  const before = readBack(archive);
  expect(archive.audit.verify()).toMatchObject({ intact: true, records: 4 });
  archive.close();
  expect(before.session).toEqual(document);
  expect(before.bookings).toMatchObject([{ pulses: 41, chargeNc: 4100, boot: 7, device: 'stim-1' }]);
  const store = migrated(dataDir);
  expect(readBack(store)).toEqual(before);
  expect(store.doseSince('p-7', 0)).toEqual({ pulses: 41, chargeNc: 4100, onTimeMs: 1000, peakCurrentUa: 5000 });
  expect(store.doseMark('stim-1')).toMatchObject({ mark: { boot: 7, pulses: 41 }, sessionId: 's-1' });
  expect(store.pending('stim-1')).toEqual({ kind: 'confided' });
});

test('nothing of what was in clear is left in the file or beside it', () => {
  const { dataDir } = directoryOfVersion5();
  const store = migrated(dataDir);
  expect(wordsOnDisk(dataDir)).toEqual([]);
  store.close();
  expect(wordsOnDisk(dataDir)).toEqual([]);
});

test('killed before the file was written anew, the next start does it', () => {
  const { dataDir } = directoryOfVersion5();
  const store = migrated(dataDir);
  store.database.sql.exec(
    "UPDATE identity SET has_remains = 1; CREATE TABLE rubbish (x); INSERT INTO rubbish VALUES ('confided')",
  );
  store.database.sql.exec('PRAGMA secure_delete = OFF; DROP TABLE rubbish');
  store.close();
  expect(wordsOnDisk(dataDir)).toEqual(['confided']);
  migrated(dataDir);
  expect(wordsOnDisk(dataDir)).toEqual([]);
});

test('heads that were kept before still prove the chain, and a record tells the old one', () => {
  const { dataDir, heads } = directoryOfVersion5();
  const store = migrated(dataDir);
  const security = store.audit.of('', ['security']).at(-1);
  expect(security).toMatchObject({
    wallMs: WALL_MS,
    document: { event: 'records-sealed', records: 4, head: heads[3] },
  });
  const proves = (archive: Store | ReturnType<typeof openArchive>) => {
    for (const [at, hash] of heads.entries()) {
      expect(archive.audit.verify({ kept: { hash, seq: at + 1 } })).toMatchObject({ intact: true, records: 5 });
      expect(archive.audit.verify({ kept: { hash, seq: at + 2 } })).toMatchObject({ fault: 'other-head' });
    }
    expect(archive.audit.verify({ kept: { hash: 'a'.repeat(64) } })).toMatchObject({ fault: 'other-head' });
  };
  proves(store);
  withoutKey(() => proves(openArchive(dataDir)));
});

const BROKEN: readonly (readonly [string, object])[] = [
  [`UPDATE audit SET document = '{"now":0}' WHERE seq = 1`, { brokenSeq: 1, fault: 'changed' }],
  ["UPDATE audit SET by = 'clinician:x' WHERE seq = 2", { brokenSeq: 2, fault: 'changed' }],
  [`UPDATE audit SET prev = '${'b'.repeat(64)}' WHERE seq = 3`, { brokenSeq: 3, fault: 'changed' }],
  ['DELETE FROM calibration; DELETE FROM audit WHERE seq = 4', { brokenSeq: 4, fault: 'missing' }],
  ['DELETE FROM audit WHERE seq = 1', { brokenSeq: 1, fault: 'missing' }],
  ["UPDATE audit SET document = 'no JSON' WHERE seq = 3", { brokenSeq: 3, fault: 'changed' }],
  ['DELETE FROM dose', { brokenSeq: 3, fault: 'table' }],
];
test.each(BROKEN)('a chain that was broken before is broken where it was: %s', (statement, fault) => {
  const without = ['audit_is_final', 'audit_stays', 'dose_stays', 'calibration_stays'];
  const drops = without.map((name) => `DROP TRIGGER ${name};`).join('');
  const puts = without.map((name) => `CREATE TRIGGER ${name} BEFORE DELETE ON session BEGIN SELECT 1; END;`).join('');
  const old: OldDirectory = directoryOfVersion5((sql) =>
    sql.exec(`PRAGMA foreign_keys = OFF; ${drops} ${statement}; ${puts}`),
  );
  expect(migrated(old.dataDir).audit.verify()).toMatchObject({ intact: false, ...fault });
  withoutKey(() => expect(openArchive(old.dataDir).audit.verify()).toMatchObject({ intact: false, ...fault }));
});

test('where no key can be kept the old file stays as it was', () => {
  const { dataDir } = directoryOfVersion5();
  const before = readFileSync(databasePath(dataDir));
  withoutKey(() => expect(() => migrated(dataDir)).toThrow(/The key of the records cannot be kept in/));
  expect(readFileSync(databasePath(dataDir)).equals(before)).toBe(true);
  expect(migrated(dataDir).audit.verify()).toMatchObject({ intact: true, records: 5 });
});
