import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArchive } from '../../host/records/store.ts';
import { FleetBench, type PluggedBand } from './fleet-bench.ts';
import { expectOneLine, type Finished, runLimber, scratchFolder, startLimber } from './limber.ts';

const SPEED = 8;
const folder = scratchFolder('fleet');
const list = join(folder, 'bands.csv');
const keys = join(folder, 'keys');
const data = join(folder, 'data');
const spoken = { LIMBER_PASSPHRASE: 'correct horse battery staple' };
const bench = new FleetBench(scratchFolder('ports'), SPEED);
const LABELS = ['B-01', 'B-02', 'B-03', 'B-04', 'B-05', 'B-06'] as const;

let bands: Readonly<Record<string, PluggedBand>>;

interface BandDocument {
  readonly label: string;
  readonly device: string | null;
  readonly outcome: string;
  readonly words: string;
  readonly code: string | null;
}
interface FleetDocument {
  readonly bands: readonly BandDocument[];
  readonly summary: Readonly<Record<string, number>>;
  readonly files: Readonly<Record<string, string>>;
}

const fleet = (...args: readonly string[]): Promise<Finished> => runLimber(['fleet', ...args], undefined, spoken);
const documentOf = ({ stdout, stderr }: Finished): FleetDocument => {
  expect(stdout, stderr).toMatch(/^\{/);
  return JSON.parse(stdout) as FleetDocument;
};
const provision = ['provision', list, '--keys', keys, '--data', data];

beforeAll(async () => {
  const plans = [
    { name: 'B-01', seed: 101, is: 'flashed' },
    { name: 'B-02', seed: 102, is: 'bare' },
    { name: 'B-03', seed: 103, is: 'flashed' },
    { name: 'B-04', seed: 104, is: 'silent' },
    { name: 'B-05', seed: 105, is: 'flashed', role: 'stim' },
    { name: 'B-06', seed: 106, is: 'flashed' },
  ] as const;
  const plugged = await Promise.all(plans.map((plan) => bench.plug(plan)));
  bands = Object.fromEntries(plugged.map((band) => [band.name, band]));
  const rows = LABELS.map((label) => {
    const kind = label === 'B-05' ? 'stim,xiao' : 'motion,puck';
    return `,${kind},${bands[label]!.path},${label},${label === 'B-03' ? 'p-7' : ''}`;
  });
  writeFileSync(list, `device,role,board,port,label,person\n${rows.join('\n')}\n`);
});
afterAll(() => bench.close());

test('killed in the middle and run again, a list is provisioned: what was done is not done twice, the broken band is named', async () => {
  const first = startLimber(['fleet', ...provision, '--at-once', '2'], undefined, spoken);
  await first.printed(/B-0\d {2}done: /);
  first.child.kill('SIGKILL');
  await first.finished;
  const before = LABELS.map((label) => bands[label]!.flash.read('link.key'));
  const presses = LABELS.map((label) => bands[label]!.presses());
  expect(before.filter(Boolean).length).toBeGreaterThanOrEqual(1);
  expect(before.filter(Boolean).length).toBeLessThan(5);

  const second = await fleet(...provision, '--json');
  expect(second.code, second.stderr).toBe(1);
  const document = documentOf(second);
  expect(document.summary, second.stderr).toMatchObject({ failed: 1, left: 0 });
  expect(document.bands.find(({ outcome }) => outcome === 'failed')).toMatchObject({ label: 'B-04' });
  expect(document.bands.some(({ outcome }) => outcome === 'already')).toBe(true);
  expect(second.stderr).toMatch(/B-04 {2}FAILED: .*\n/);
  expect(second.stderr).toMatch(/5 done, 0 left, 1 failed\. The same command again goes on where it was\.\n$/);
  for (const [i, label] of LABELS.entries()) {
    const band = bands[label]!;
    if (before[i]) expect(band.flash.read('link.key')).toBe(before[i]);
    if (before[i]) expect(band.presses()).toBe(presses[i]);
    expect(band.presses(), label).toBe(label === 'B-04' ? 0 : 1);
  }
}, 60_000);

test('the list has ids now, the labels are printable, the gateway has the link keys and no prescription key', () => {
  const filled = readFileSync(join(folder, 'bands.filled.csv'), 'utf8');
  expect(filled).toMatch(/^device,role,board,port,label,person\nsim-puck-101,motion,puck,.*,B-01,\n/);
  expect(filled).toMatch(/\nsim-puck-103,motion,puck,.*,B-03,p-7\n,motion,puck,.*,B-04,\nsim-xiao-105,stim,xiao,/);
  expect(readFileSync(list, 'utf8')).toMatch(/\n,motion,puck,/);
  const labels = readFileSync(join(folder, 'bands.labels.html'), 'utf8');
  expect(labels.match(/<article>/g)).toHaveLength(5);
  expect(labels).toContain('limber:sim-xiao-105?role=stim&amp;board=xiao&amp;label=B-05');
  const kept = readdirSync(join(data, 'keys')).sort();
  expect(kept).toEqual(
    [101, 102, 103, 106].map((n) => `sim-puck-${n}.link.key.json`).concat('sim-xiao-105.link.key.json'),
  );
  expect(existsSync(join(keys, 'sim-xiao-105.prescription.key.json'))).toBe(true);
  for (const name of readdirSync(keys)) expect(statSync(join(keys, name)).mode & 0o777).toBe(0o600);
});

test('a third run finds everything done and touches no band but the broken one', async () => {
  const presses = LABELS.map((label) => bands[label]!.presses());
  const { summary } = documentOf(await fleet(...provision, '--only', 'B-01,B-02,B-03,sim-xiao-105,B-06', '--json'));
  expect(summary).toEqual({ done: 0, already: 5, left: 0, failed: 0 });
  expect(LABELS.map((label) => bands[label]!.presses())).toEqual(presses);
});

test('list puts list, progress, gateway and what answers beside each other', async () => {
  const { code, stdout, stderr } = await fleet('list', list, '--look', '--data', data, '--json');
  expect(code, stderr).toBe(0);
  const known = JSON.parse(stdout).bands as { label: string; answers: boolean; differences: string[] }[];
  expect(known.map(({ answers }) => answers)).toEqual([true, true, true, false, true, true]);
  expect(known[0]).toMatchObject({
    device: 'sim-puck-101',
    known_to_gateway: true,
    calibrated_at: null,
    battery_percent: 90,
  });
  expect(known[3]!.differences.join()).toMatch(/provision failed: .*nobody answers at/);
});

test('one band is wiped and given to somebody else, one is retired; both stand in the audit chain', async () => {
  const both = ['--keys', keys, '--data', data, '--yes'];
  expectOneLine(await fleet('retire', list, '--only', 'B-03', '--keys', keys), 2, /--yes/);
  expectOneLine(await fleet('retire', list, '--yes'), 2, /--only names the bands to be wiped/);
  const [third, sixth] = [bands['B-03']!, bands['B-06']!];
  const oldKey = third.flash.read('link.key');
  third.flash.put('limber.cal', 'whose');
  const given = await fleet('retire', list, '--only', 'B-03', '--reassign', 'p-8', ...both, '--json');
  expect(given.code, given.stderr).toBe(0);
  expect(third.flash.read('limber.cal')).toBeUndefined();
  expect(third.flash.read('link.key')).toHaveLength(16);
  expect(third.flash.read('link.key')).not.toBe(oldKey);

  const retired = await fleet('retire', list, '--only', 'sim-puck-106', ...both);
  expect(retired.code, retired.stderr).toBe(0);
  expect(retired.stderr).toMatch(/B-06 \(sim-puck-106\) flickers yellow: press its button, within 30 s/);
  expect(sixth.flash.read('link.key')).toBeUndefined();
  expect(existsSync(join(data, 'keys', 'sim-puck-106.link.key.json'))).toBe(false);
  expect(existsSync(join(keys, 'sim-puck-106.link.key.json'))).toBe(false);

  const archive = openArchive(data);
  const events = archive.audit
    .of('p-7', ['security'])
    .concat(archive.audit.of('p-8', ['security']))
    .map(({ document }) => document);
  expect(events).toEqual([
    { event: 'band-retired', id: 'sim-puck-103' },
    { event: 'band-reassigned', id: 'sim-puck-103' },
  ]);
  archive.close();
  const filled = readFileSync(join(folder, 'bands.filled.csv'), 'utf8');
  expect(filled).toMatch(/B-03,p-8\n/);
  const listed = await fleet('list', list);
  expect(listed.stdout).toMatch(/B-06 .* retired \d{4}/);
}, 60_000);

test('bands that run this firmware are not updated', async () => {
  const { summary } = documentOf(await fleet('update', list, '--only', 'B-01,B-05', '--data', data, '--json'));
  expect(summary).toEqual({ done: 0, already: 2, left: 0, failed: 0 });
});

test('a bad list is named line by line, and no band is touched', async () => {
  const bad = join(folder, 'bad.csv');
  writeFileSync(
    bad,
    'device,role,board,port,label\n,motion,puk,/dev/a,B-01\n,stim,xiao,/dev/b,B-02\n,stim,xiao,/dev/b,B-02\n',
  );
  const { code, stdout, stderr } = await fleet('provision', bad, '--keys', keys);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.split('\n')).toEqual([
    'bad.csv, line 2: board "puk" is none of puck, xiao, jolt, bangle2.',
    'bad.csv, line 4: port /dev/b stands in line 3 already.',
    'bad.csv, line 4: label B-02 stands in line 3 already.',
    '3 lines of bad.csv are not right. Nothing was done.',
    '',
  ]);
  expect(existsSync(join(folder, 'bad.progress.jsonl'))).toBe(false);
});

test.each([
  [['provision', '/nowhere.csv', '--keys', 'k'], /nowhere\.csv cannot be read: there is no such file/],
  [['update', 'x.csv', '--at-once', '0'], /1 to 32 bands at once/],
  [['retire', 'x.csv', '--only', 'B-01', '--reassign', 'p-1', '--yes'], /--keys says where/],
  [['paint', 'x.csv'], /provision, calibrate, update, retire, list/],
] as const)('bad arguments are one line: %j', async (args, words) => {
  expectOneLine(await fleet(...args), 2, words);
});

test('no prescription key is made within the reach of a gateway', async () => {
  expectOneLine(await fleet('provision', list, '--keys', join(data, 'keys')), 2, /private keys are not kept there/);
});
