import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { databasePath } from '../../host/records/directory-claim.ts';
import { openArchive, openArchiveFile } from '../../host/records/store.ts';
import { writeBackup } from '../../host/records/upkeep/backup.ts';
import { tamper } from './audit-tampering.ts';
import { mountTmpfs } from './mounted-tmpfs.ts';
import { recordedDirectory } from './recorded-directory.ts';
import { sessionStart, swingingBlock, temporaryDirectory, temporaryStore, WALL_MS } from './session-fixture.ts';

const DOSE = { atMs: 1, pulses: 1, chargeNc: 1, onTimeMs: 1, peakCurrentUa: 1 };

test('a backup is a folder of its owner alone, checked, with what belongs to the directory and without what does not', async () => {
  const dataDir = recordedDirectory();
  mkdirSync(join(dataDir, 'keys'));
  writeFileSync(join(dataDir, 'keys/b-1.link.key.json'), '{}');
  writeFileSync(join(dataDir, 'keys/server.pem'), 'in the clear');
  writeFileSync(join(dataDir, 'broker.json'), 'of one start');
  const out = join(temporaryDirectory(), 'monday');
  const seen: number[][] = [];
  const manifest = await writeBackup({ dataDir, out, wallMs: WALL_MS, onProgress: (...at) => seen.push(at) });
  expect(readdirSync(out, { recursive: true }).sort()).toEqual(
    ['backup.json', 'keys', 'keys/b-1.link.key.json', 'limber-data.json', 'records.db'].sort(),
  );
  for (const name of readdirSync(out, { recursive: true }).map(String))
    expect(statSync(join(out, name)).mode & 0o077, name).toBe(0);
  expect(seen.at(-1)![0]).toBe(seen.at(-1)![1]);
  const source = openArchive(dataDir);
  expect(manifest).toMatchObject({ ...source.audit.head(), made_at: '2026-03-01T09:30:00.000Z' });
  expect(manifest.key).toMatch(/^[0-9a-f]{16}$/);
  expect(openArchiveFile(join(out, 'records.db')).sessions()).toEqual(source.sessions());
  source.close();
  // Nothing of the key, in whatever spelling.
  const key = readFileSync(
    join(process.env.XDG_CONFIG_HOME!, 'limber/records', `${manifest.database}.key`),
    'utf8',
  ).trim();
  const bytes = readFileSync(join(out, 'records.db'));
  expect([bytes.includes(key), bytes.includes(Buffer.from(key, 'base64'))]).toEqual([false, false]);
  await expect(writeBackup({ dataDir, out, wallMs: WALL_MS })).rejects.toMatchObject({ code: 'records/place-taken' });
});

test('a backup taken while a gateway writes is of one moment: all that was stored before, nothing of what came after', async () => {
  const dataDir = temporaryDirectory();
  const store = temporaryStore({ dataDir });
  const recording = store.begin(sessionStart('s-1'));
  recording.addSamples(swingingBlock('thigh', 0, 900));
  recording.addDose(DOSE);
  const before = store.audit.head();
  const out = join(temporaryDirectory(), 'online');
  let written = 0;
  const onProgress = (): void => void recording.addDose({ ...DOSE, atMs: ++written });
  expect(await writeBackup({ dataDir, out, wallMs: WALL_MS, onProgress })).toMatchObject(before);
  expect(written).toBeGreaterThan(2);
  expect(store.audit.verify()).toMatchObject({ intact: true, records: before.records + written });
  const copy = openArchiveFile(join(out, 'records.db'));
  expect(copy.doseFacts('p-7').bookings).toHaveLength(1);
  copy.close();
});

test('broken records make no backup, and leave nothing behind', async () => {
  const dataDir = recordedDirectory();
  tamper(databasePath(dataDir), (sql) => sql.exec("UPDATE audit SET kind = 'pain'"));
  const folder = temporaryDirectory();
  const out = join(folder, 'broken');
  await expect(writeBackup({ dataDir, out, wallMs: WALL_MS })).rejects.toMatchObject({ code: 'records/chain-broken' });
  expect(readdirSync(folder)).toEqual([]);
});

test('a full disk is said in words, and leaves no half backup', async () => {
  const dataDir = recordedDirectory();
  const small = mountTmpfs('size=100k');
  if (small === null) return;
  const attempt = writeBackup({ dataDir, out: join(small, 'full'), wallMs: WALL_MS });
  await expect(attempt).rejects.toMatchObject({
    code: 'records/directory-not-writable',
    message: expect.stringContaining('full'),
  });
  expect(readdirSync(small)).toEqual([]);
  expect(existsSync(join(dataDir, 'records.db'))).toBe(true);
});
