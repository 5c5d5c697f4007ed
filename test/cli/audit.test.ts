import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { databasePath } from '../../host/records/directory-claim.ts';
import { openStore, type Store } from '../../host/records/store.ts';
import { tamper } from '../records/audit-tampering.ts';
import { sessionStart } from '../records/session-fixture.ts';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';

const WALL_MS = Date.UTC(2026, 2, 1, 9, 30);
const folder = scratchFolder('audit');
const data = join(folder, 'data');
let store: Store;

/** The file as it is now, somewhere else. */
function copied(name: string): string {
  const to = join(folder, name);
  mkdirSync(to);
  for (const end of ['', '-wal']) copyFileSync(`${databasePath(data)}${end}`, `${databasePath(to)}${end}`);
  return to;
}

beforeAll(() => {
  // Stays open while the commands run: a gateway is at work.
  store = openStore(data, { simulated: true, wallMs: () => WALL_MS });
  const recording = store.begin(sessionStart('s-1'));
  for (let n = 1; n <= 4; n++) recording.addDose({ atMs: n, pulses: n, chargeNc: n, onTimeMs: n, peakCurrentUa: n });
  return () => store.close();
});

describe.concurrent('limber audit verify', () => {
  test('proves the chain while a gateway runs, and prints its head: exit code 0', async () => {
    const { head } = store.audit.head();
    const plain = await runLimber(['audit', 'verify', '--data', data]);
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(plain.stdout).toContain(`intact: 4 records\nhead: 4:${head}\n`);
    const held = await runLimber(['audit', 'verify', '--data', data, '--head', `4:${head}`, '--json']);
    expect(held.code).toBe(0);
    expect(JSON.parse(held.stdout)).toEqual({ schema: 'limber/audit-verdict/1', intact: true, records: 4, head });
  });

  test('F46 names the first broken record of a copied file: exit code 4', async () => {
    const copy = copied('changed');
    tamper(databasePath(copy), (sql) => sql.exec(`UPDATE audit SET document = x'00' WHERE seq = 3`));
    const plain = await runLimber(['audit', 'verify', '--data', databasePath(copy)]);
    expect(plain).toMatchObject({ code: 4, stderr: '' });
    expect(plain.stdout).toMatch(/^broken at record 3 \(dose\) of 2026-03-01T09:30:00.000Z\n.+changed\n$/);
    const json = await runLimber(['audit', 'verify', '--data', copy, '--json']);
    expect(json.code).toBe(4);
    expect(JSON.parse(json.stdout)).toMatchObject({
      intact: false,
      broken_seq: 3,
      kind: 'dose',
      fault: 'changed',
      at: '2026-03-01T09:30:00.000Z',
    });
  });

  test('without the key of the records the chain is proven all the same, and says what it could not compare', async () => {
    const locked = { XDG_CONFIG_HOME: join(folder, 'elsewhere') };
    const { code, stdout, stderr } = await runLimber(['audit', 'verify', '--data', data], undefined, locked);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`intact: 4 records\nhead: 4:${store.audit.head().head}\n`);
    expect(stdout).toMatch(/not opened, and tables compared only.+: The key of the records .+ is not here/);
    const json = await runLimber(['audit', 'verify', '--data', data, '--json'], undefined, locked);
    expect(JSON.parse(json.stdout)).toMatchObject({ intact: true, unopened: expect.stringContaining('is not here') });
  });

  test('a head that is not in the chain breaks it', async () => {
    const wrong = await runLimber(['audit', 'verify', '--data', data, '--head', `9:${'a'.repeat(64)}`]);
    expect(wrong.code).toBe(4);
    expect(wrong.stdout).toContain('the end was cut off');
  });

  test('refuses what is no head, no directory and no database in one line', async () => {
    expectOneLine(await runLimber(['audit', 'verify', '--data', data, '--head', 'abc']), 2, /64 hexadecimal digits/);
    expectOneLine(await runLimber(['audit', 'verify', '--data', join(folder, 'nowhere')]), 1, /cannot be opened/);
    expectOneLine(await runLimber(['audit', 'verify', '--data', import.meta.filename]), 1, /is not a database/);
    expectOneLine(await runLimber(['audit']), 2, /audit/);
  });
});

test('limber export --format audit gives the records in a form that anybody can prove', async () => {
  const { code, stdout } = await runLimber(['export', '--format', 'audit', '--data', data]);
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  let before = '0'.repeat(64);
  for (const line of lines) {
    const { hash, by, document, ...fields } = JSON.parse(line);
    expect(fields.prev).toBe(before);
    expect(createHash('sha256').update(JSON.stringify(fields)).digest('hex')).toBe(hash);
    expect([by, document.pulses]).toEqual(['band', fields.seq]);
    before = hash;
  }
});
