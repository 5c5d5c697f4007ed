import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { queueRecord } from '../../host/relay/queued-records.ts';
import { recordedDirectory } from '../records/recorded-directory.ts';
import { temporaryDirectory, temporaryStore } from '../records/session-fixture.ts';
import { expectOneLine, type Finished, runInOneProcess } from './limber.ts';

const DAYS_AGO = () => Date.now() - 3 * 86_400_000;
const recorded = (): string => recordedDirectory({ simulated: false, beside: queueRecord, wallMs: DAYS_AGO });

/** One after the other, each on the same records. */
async function runAll(dataDir: string, lines: readonly string[]): Promise<(n: number) => Finished> {
  const ran = await runInOneProcess(lines.map((line) => [...line.split(' '), '--data', dataDir]));
  return (n) => ran[n]!;
}

test('from consent to being forgotten: each command says what it did, and a restored backup has it all again', async () => {
  const dataDir = recorded();
  const out = join(temporaryDirectory(), 'backup');
  const ran = await runAll(dataDir, [
    'consent show --patient p-7',
    'consent give --patient p-7 --purpose raw --by p-7',
    'consent withdraw --patient p-7 --purpose messages --by anna',
    'consent show --patient p-7 --json',
    `backup --out ${out}`,
    'retention set --raw-days 1 --messages-days forever --by anna',
    'retention show',
    'retention apply',
    'export --patient p-7 --format jsonl',
    'export --patient p-7 --format csv',
    'export --patient p-9 --format jsonl',
    'forget --patient p-7 --by anna',
    'forget --patient p-9 --by anna --yes',
    'forget --patient p-7 --by anna --yes',
    'audit verify',
    'export --patient p-7 --format jsonl',
    `restore --from ${out}`,
    `restore --from ${out} --replace`,
    'export --patient p-7 --format jsonl',
    'audit verify',
    'forget --patient p-7 --by anna --yes',
    'consent give --patient p-71 --purpose raw --by anna',
  ]);
  expect(ran(0)).toMatchObject({ code: 0, stdout: expect.stringMatching(/messages {2}not given.+\nraw {7}not given/) });
  expect(ran(1).stderr).toMatch(/^p-7: consent to raw \(recordings to a broker\) is given, and recorded\n$/);
  expect(ran(2).stderr).toMatch(/withdrawn, and recorded\n2 messages that waited for a broker were taken out\n/);
  expect(JSON.parse(ran(3).stdout)).toMatchObject({ person: 'p-7', messages: false, raw: true, live: false });
  expect(ran(4).stderr).toMatch(
    /backup: 2 files, .+ checked; \d+ records in the chain, intact\n.+needs key [0-9a-f]{16}.+NOT in it/,
  );
  expect(ran(6)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/bands sent {7}1 day\n.+without end\n.+without end/),
  });
  expect(ran(7)).toMatchObject({ code: 0, stderr: expect.stringContaining('deleted by the retention rule') });
  const lines = ran(8).stdout.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).table)).toEqual(expect.arrayContaining(['sessions', 'doses', 'records']));
  expectOneLine(ran(9), 2, /--out/);
  expectOneLine(ran(10), 2, /Nothing is kept of "p-9"/);
  expectOneLine(ran(11), 2, /--yes/);
  expectOneLine(ran(12), 2, /Nothing is kept of "p-9"/);
  expect(ran(13)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/1 sessions, 1 bookings and 1 decisions.+\n.+backups, .+broker.+exports/),
  });
  expect(ran(14)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^intact/) });
  expect(
    ran(15)
      .stdout.trim()
      .split('\n')
      .map((line) => JSON.parse(line).kind ?? 'consents'),
  ).toEqual(['forgotten', 'consents']);
  expectOneLine(ran(16), 1, /holds records and is kept.+--replace/);
  expect(ran(17)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(
      /intact\nWhat was there .+\n.+nothing stimulates for the next 24 h.+\n.*forget them again/,
    ),
  });
  expect(ran(18).stdout.trim().split('\n').length).toBeGreaterThan(lines.length - 2);
  expect(ran(19)).toMatchObject({ code: 0, stdout: expect.stringMatching(/^intact/) });
  expect(ran(20).stderr).toMatch(/\.before-\d+T\d+ was put aside by limber restore.+delete it, too\n$/);
  expect(ran(21)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/recorded\nNothing else is kept of "p-71" here/),
  });
  for (const name of readdirSync(join(dataDir, '..')).filter((one) =>
    join(dataDir, '..', one).startsWith(`${dataDir}.`),
  ))
    rmSync(join(dataDir, '..', name), { recursive: true });
});

test('while a gateway runs, what only reads goes on, and what would write says who holds the directory', async () => {
  const dataDir = recorded();
  const store = temporaryStore({ dataDir, simulated: false });
  const out = join(temporaryDirectory(), 'backup');
  const ran = await runAll(dataDir, [
    `backup --out ${out}`,
    'consent show --patient p-7',
    'retention show',
    'consent give --patient p-7 --purpose raw --by p-7',
    'retention set --raw-days 1',
    'retention apply',
    'forget --patient p-7 --by anna --yes',
    `restore --from ${out} --replace`,
  ]);
  for (const reading of [0, 1, 2]) expect(ran(reading).code, ran(reading).stderr).toBe(0);
  for (const writing of [3, 4, 5, 6, 7]) expectOneLine(ran(writing), 1, /in use by another gateway/);
  expect(existsSync(join(out, 'records.db'))).toBe(true);
  expect(store.sessions()).toHaveLength(1);
});

test('where no directory is named, a person is looked for in the gateway, and a proof says whose records it is of', async () => {
  const ran = await runInOneProcess(
    ['export --patient p-7 --format jsonl', 'run --once --speed max --json', 'audit verify'].map((line) =>
      line.split(' '),
    ),
  );
  expectOneLine(ran[0]!, 1, /limber\/gateway/);
  expect(ran[2]).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^These are the records in .+\/simulation\n$/),
  });
}, 30_000);
