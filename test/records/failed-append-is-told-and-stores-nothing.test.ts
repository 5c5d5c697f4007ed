import { execFileSync } from 'node:child_process';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openGateway } from '../../host/gateway.ts';
import { databasePath } from '../../host/records/directory-claim.ts';
import { openArchive, type Store } from '../../host/records/store.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import { tamper } from './audit-tampering.ts';
import { mountTmpfs } from './mounted-tmpfs.ts';
import { repOf, sessionEnd, sessionStart, temporaryDirectory, temporaryStore, WALL_MS } from './session-fixture.ts';

const dose = (n: number) => ({
  ...{ atMs: n, pulses: 100, chargeNc: 600_000, onTimeMs: 1000, peakCurrentUa: 30_000, device: 'stim-1' },
  mark: { boot: 1, session: 1, pulses: 100 * n, chargeNc: 600_000 * n, dayMs: 1000 * n },
});

/** Until nothing fits any more; how often it did, and what was said then. */
function until(full: (n: number) => unknown): { readonly stored: number; readonly error: LimberError } {
  for (let n = 1; ; n++) {
    try {
      full(n);
    } catch (error) {
      expect(error).toBeInstanceOf(LimberError);
      return { stored: n - 1, error: error as LimberError };
    }
  }
}

test('F28 a full disk: every kind of record is refused in words, none is half there, and later ones follow', () => {
  const path = mountTmpfs('size=1m');
  if (path === null) return;
  const dataDir = join(path, 'data');
  const ballast = join(path, 'ballast');
  const store: Store = temporaryStore({ dataDir });
  const recording = store.begin(sessionStart('s-1'));
  writeFileSync(ballast, Buffer.alloc(300_000));
  const { stored, error } = until((n) => recording.addDose(dose(n)));
  expect(error).toMatchObject({ code: 'records/directory-not-writable', message: expect.stringContaining('is full') });
  expect(stored).toBeGreaterThan(0);
  expect(store.doseSince('p-7', 0).pulses).toBe(100 * stored);
  expect(store.doseMark('stim-1')?.mark).toEqual(dose(stored).mark);
  until(() => store.audit.append({ person: 'p-7', by: 'patient', kind: 'pain', document: { text: 'x'.repeat(2000) } }));
  until((n) => store.keepPending(`stim-${n}`, { text: 'x'.repeat(2000) }));
  expect(store.audit.verify()).toMatchObject({ intact: true });

  truncateSync(ballast, 0);
  expect(recording.addDose(dose(stored + 1))).toBe(true);
  recording.finish(sessionEnd());
  expect(store.audit.verify()).toMatchObject({ intact: true });
  expect(store.doseSince('p-7', 0).pulses).toBe(100 * (stored + 1));
});

test('a read-only copy is proven all the same', () => {
  const path = mountTmpfs('size=8m');
  if (path === null) return;
  const dataDir = join(path, 'data');
  const store = temporaryStore({ dataDir });
  store.begin(sessionStart('s-1')).addDose(dose(1));
  store.close();
  execFileSync('mount', ['-o', 'remount,ro', path]);
  const archive = openArchive(dataDir);
  expect(archive.audit.verify()).toMatchObject({ intact: true, records: 1 });
  archive.close();
});

/** A directory with many records in it, its gateway gone. */
function filledDirectory(): string {
  const dataDir = temporaryDirectory();
  const store = temporaryStore({ dataDir });
  const recording = store.begin(sessionStart('s-1'));
  for (let n = 1; n <= 50; n++) recording.addDose(dose(n));
  recording.finish(sessionEnd());
  store.close();
  return dataDir;
}

async function gatewayIn(dataDir: string) {
  const broker = { url: 'mqtt://127.0.0.1:1' };
  return openGateway({ dataDir, simulated: true, wallMs: () => WALL_MS, broker, say: () => {} });
}

test('F46 a damaged page of the chain: no stimulation, in words; exercise is recorded', async () => {
  const dataDir = filledDirectory();
  const path = databasePath(dataDir);
  const sql = new DatabaseSync(path);
  const page = Number(
    sql.prepare("SELECT max(pageno) AS page FROM dbstat WHERE name = 'audit' AND pagetype = 'leaf'").get()?.page,
  );
  sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  sql.close();
  const bytes = readFileSync(path);
  bytes.fill(0xff, 2048 * (page - 1), 2048 * (page - 1) + 64);
  writeFileSync(path, bytes);
  const gateway = await gatewayIn(dataDir);
  expect(gateway.stimulationRefused()).toMatch(/^No stimulation begins here\..+is damaged/);
  gateway.store.begin(sessionStart('s-2')).addRep(repOf(1));
  await gateway.close();
});

const FOREIGN = {
  dose: "UPDATE dose SET at_ms = 'x' WHERE seq = 3",
  audit: "UPDATE audit SET document = x'7b' WHERE seq = 3",
  decision: `DROP TRIGGER decision_is_linked; INSERT INTO decision (session_id, wall_ms, at_ms, kind)
    VALUES ('s-2', 0, 0, 'prescription')`,
};
test.each(Object.entries(FOREIGN))(
  'F46 what nobody here wrote into "%s" is found, and stops nobody else',
  async (_, statement) => {
    const dataDir = filledDirectory();
    const store = temporaryStore({ dataDir });
    store.begin(sessionStart('s-2'));
    store.close();
    tamper(databasePath(dataDir), (sql) => sql.exec(statement));
    const gateway = await gatewayIn(dataDir);
    expect(gateway.stimulationRefused()).toContain('No stimulation begins here');
    expect(gateway.store.audit.of('p-7')).toHaveLength(50);
    expect(gateway.store.doseFacts('p-7').bookings).toHaveLength(50);
    await gateway.close();
  },
);
