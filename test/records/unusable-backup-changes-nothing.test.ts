import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { restoringPath } from '../../host/records/directory-claim.ts';
import { openArchive } from '../../host/records/store.ts';
import { writeBackup } from '../../host/records/upkeep/backup.ts';
import { type RestoreOptions, restoreBackup } from '../../host/records/upkeep/backup-restore.ts';
import { SEED } from '../seeded.ts';
import { recordedDirectory } from './recorded-directory.ts';
import { sessionStart, temporaryDirectory, temporaryStore, WALL_MS } from './session-fixture.ts';

/** A backup, and records that have gone on since. */
async function backedUp(): Promise<{ readonly from: string; readonly dataDir: string }> {
  const dataDir = recordedDirectory();
  const from = join(temporaryDirectory(), 'backup');
  await writeBackup({ dataDir, out: from, wallMs: WALL_MS });
  const store = temporaryStore({ dataDir });
  store.begin(sessionStart('s-2'));
  store.close();
  return { from, dataDir };
}

const restore = ({ from, dataDir, replace = true }: Partial<RestoreOptions> & { from: string; dataDir: string }) =>
  restoreBackup({ from, dataDir, replace, wallMs: WALL_MS + 1000 });

const headOf = (dataDir: string) => {
  const archive = openArchive(dataDir);
  try {
    return archive.audit.head();
  } finally {
    archive.close();
  }
};

test('a restored directory is the backup and one record more; what was there is kept beside it', async () => {
  const { from, dataDir } = await backedUp();
  await expect(restore({ from, dataDir, replace: false })).rejects.toMatchObject({ code: 'records/place-taken' });
  const { keptAside, backup } = await restore({ from, dataDir });
  expect(keptAside).toBe(`${dataDir}.before-20260301T093001`);
  const store = temporaryStore({ dataDir });
  expect(store.sessions().map(({ session }) => session.id)).toEqual(['s-1']);
  expect(store.audit.verify()).toMatchObject({ intact: true, records: backup.records + 1 });
  expect(store.audit.of('', ['security']).at(-1)).toMatchObject({
    by: 'gateway',
    document: { event: 'restored', backup_head: backup.head, backup_made_at: '2026-03-01T09:30:00.000Z' },
  });
  const aside = temporaryStore({ dataDir: keptAside! });
  expect(aside.interrupted.map(({ session }) => session.id)).toEqual(['s-2']);
  rmSync(keptAside!, { recursive: true });
  // Into a place that is not there, and into an empty folder.
  const fresh = join(temporaryDirectory(), 'fresh');
  expect(await restore({ from, dataDir: fresh, replace: false })).toMatchObject({ keptAside: null });
  expect(await restore({ from, dataDir: temporaryDirectory(), replace: false })).toMatchObject({ keptAside: null });
});

test('one byte that is not as it was written, in whatever file: refused, and nothing is changed', async () => {
  const { from, dataDir } = await backedUp();
  const before = headOf(dataDir);
  const files = ['records.db', 'limber-data.json', 'backup.json'];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      async (name, where) => {
        const path = join(from, name);
        const whole = readFileSync(path);
        const bent = Buffer.from(whole);
        const at = Math.floor(where * bent.length);
        bent[at] = bent[at]! ^ 0x10;
        writeFileSync(path, bent);
        const outcome = await restore({ from, dataDir }).catch((error: { code: string }) => error.code);
        writeFileSync(path, whole);
        // What a backup says about itself beyond its files is for people to read.
        if (name !== 'backup.json') expect(outcome).toBe('records/backup-unusable');
        if (typeof outcome === 'string') {
          expect(headOf(dataDir)).toEqual(before);
          return;
        }
        rmSync(dataDir, { recursive: true });
        renameSync(outcome.keptAside!, dataDir);
      },
    ),
    { seed: SEED, numRuns: 25 },
  );
  expect(existsSync(restoringPath(dataDir))).toBe(false);
});

test('a backup of a newer Limber, one without its key, one with another key, and what is none: refused in words', async () => {
  const { from, dataDir } = await backedUp();
  const before = headOf(dataDir);
  await expect(restore({ from: temporaryDirectory(), dataDir })).rejects.toMatchObject({
    code: 'records/backup-unusable',
    message: expect.stringContaining('backup.json cannot be read: there is no such file'),
  });
  const { database } = JSON.parse(readFileSync(join(from, 'backup.json'), 'utf8'));
  const key = join(process.env.XDG_CONFIG_HOME!, 'limber/records', `${database}.key`);
  renameSync(key, `${key}.away`);
  const missing = await restore({ from, dataDir }).catch((error: unknown) => error);
  expect(missing).toMatchObject({ code: 'records/key-missing', message: expect.stringContaining(from) });
  writeFileSync(key, `${Buffer.alloc(32, 7).toString('base64')}\n`, { mode: 0o600 });
  await expect(restore({ from, dataDir })).rejects.toMatchObject({ code: 'records/key-wrong' });
  renameSync(`${key}.away`, key);
  const manifest = JSON.parse(readFileSync(join(from, 'backup.json'), 'utf8'));
  writeFileSync(join(from, 'backup.json'), JSON.stringify({ ...manifest, head: '0'.repeat(64) }));
  await expect(restore({ from, dataDir })).rejects.toMatchObject({
    code: 'records/backup-unusable',
    message: expect.stringContaining('its records are others than it says'),
  });
  const sql = new DatabaseSync(join(from, 'records.db'));
  sql.exec('PRAGMA user_version = 99');
  sql.close();
  resealed(from);
  await expect(restore({ from, dataDir })).rejects.toMatchObject({ code: 'records/newer-schema' });
  expect(headOf(dataDir)).toEqual(before);
});

/** As a newer Limber would have written it. */
function resealed(from: string): void {
  const manifest = JSON.parse(readFileSync(join(from, 'backup.json'), 'utf8'));
  for (const file of manifest.files) {
    file.sha256 = execFileSync('sha256sum', [join(from, file.name)], { encoding: 'utf8' }).slice(0, 64);
  }
  writeFileSync(join(from, 'backup.json'), JSON.stringify(manifest));
}

test('while a gateway runs nothing is restored; nor where something else than records is', async () => {
  const { from, dataDir } = await backedUp();
  const store = temporaryStore({ dataDir });
  await expect(restore({ from, dataDir })).rejects.toMatchObject({ code: 'records/directory-in-use' });
  store.close();
  const elsewhere = temporaryDirectory();
  writeFileSync(join(elsewhere, 'thesis.txt'), 'ten years');
  await expect(restore({ from, dataDir: elsewhere })).rejects.toMatchObject({ code: 'records/place-taken' });
  expect(readdirSync(elsewhere)).toEqual(['thesis.txt']);
});

test('killed between moving the old away and putting the new in its place: no new records are begun there, and restoring again mends it', async () => {
  const { from, dataDir } = await backedUp();
  renameSync(dataDir, `${dataDir}.before-20260301T093000`);
  mkdirSync(restoringPath(dataDir));
  expect(() => temporaryStore({ dataDir })).toThrow(/was being restored .+ when it was cut short. Restore it again/);
  expect(existsSync(dataDir)).toBe(false);
  await restore({ from, dataDir, replace: false });
  expect(existsSync(restoringPath(dataDir))).toBe(false);
  expect(temporaryStore({ dataDir }).sessions()).toHaveLength(1);
  rmSync(`${dataDir}.before-20260301T093000`, { recursive: true });
});
