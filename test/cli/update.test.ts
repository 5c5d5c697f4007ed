import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildFirmware, ROLES } from '../../firmware/build/build.ts';
import { expectOneLine, type Finished, runLimber, scratchFolder } from './limber.ts';
import { type ServedBands, serveBands } from './served-bands.ts';

const SPEED = 5;
/** The bands outlive every command of this file. */
const BANDS_LIVE_MS = 300_000;
const spoken = { LIMBER_PASSPHRASE: 'correct horse battery staple' };
const data = join(scratchFolder('update'), 'data');
const keys = scratchFolder('keys');
const newer = join(scratchFolder('dist'), 'newer');
const NEWER = '9.1.0';

let patient: ServedBands;
let ports: ServedBands['ports'];

interface Said {
  readonly device: string;
}

const limber = (...args: readonly string[]): Promise<Finished> => runLimber(args, undefined, spoken);
const update = (device: string, port: string, ...more: readonly string[]): Promise<Finished> =>
  limber('update', '--device', device, '--port', port, '--data', data, ...more);

async function deviceAt(port: string): Promise<string> {
  const { stdout, stderr } = await limber('enrol', '--port', port, '--json');
  expect(stdout, stderr).not.toBe('');
  return (JSON.parse(stdout) as Said).device;
}

/** As `npm run firmware` leaves them, under another version. */
async function buildNewer(): Promise<void> {
  mkdirSync(newer, { recursive: true });
  const bundles = await Promise.all(ROLES.map((role) => buildFirmware(role, { version: NEWER })));
  for (const { role, code } of bundles) writeFileSync(join(newer, `${role}-release.js`), code);
  const list = Object.fromEntries(bundles.map(({ role, version, hash }) => [role, { version, hash }]));
  writeFileSync(join(newer, 'manifest.json'), JSON.stringify(list));
}

beforeAll(async () => {
  await buildNewer();
  patient = await serveBands({ seed: 4, speed: SPEED, liveMs: BANDS_LIVE_MS, more: ['--fresh'] });
  ports = patient.ports;
});
afterAll(() => patient.close());

test('a motion band gets its link key with a press, and is updated under it with another one', async () => {
  const port = ports.thigh!;
  const device = await deviceAt(port);
  expectOneLine(await update(device, port, '--firmware', newer), 1, /has no link key yet: enrol it first/);
  expect((await limber('keys', 'device', '--role', 'motion', '--device', device, '--out', keys)).code).toBe(0);
  const linkKey = join(keys, `${device}.link.key.json`);
  const enrolled = await limber('enrol', '--device', device, '--port', port, '--link-key', linkKey, '--data', data);
  expect(enrolled.code, enrolled.stderr).toBe(0);
  expect(readFileSync(join(data, 'keys', `${device}.link.key.json`), 'utf8')).toBe(readFileSync(linkKey, 'utf8'));

  const updated = await update(device, port, '--firmware', newer, '--role', 'motion', '--json');
  expect(updated.code, updated.stderr).toBe(0);
  expect(updated.stderr).toMatch(/100 % {2}\d+\/\d+ bytes/);
  expect(updated.stderr).toMatch(/Press the button on the band: it then starts firmware 9\.1\.0, within 60 s/);
  const before = JSON.parse(readFileSync('package.json', 'utf8')).version;
  expect(JSON.parse(updated.stdout)).toMatchObject({
    device,
    role: 'motion',
    board: 'puck',
    simulated: true,
    before: { version: before },
    after: { version: NEWER },
    resumed_from: 0,
  });
  expectOneLine(await update(device, port, '--firmware', newer), 1, /runs firmware 9\.1\.0 already: nothing to update/);
  expectOneLine(await update(device, port), 1, /is older\. Back to it only a cable leads/);
});

test('another band than the one meant, another role, and files that are not there are one clear line each', async () => {
  const port = ports.shank!;
  expectOneLine(await update('somebody', port), 1, /The band at this port is .*, not somebody/);
  const device = await deviceAt(port);
  expectOneLine(await update(device, port, '--role', 'stim'), 1, /is a motion band, not a stim band/);
  expectOneLine(await update(device, port, '--firmware', '/nowhere'), 1, /\/nowhere\/manifest\.json cannot be read/);
  expectOneLine(await update(device, port, '--role', 'tens'), 2, /Allowed choices are motion, stim/);
});

test('a motion band takes no prescription key', async () => {
  const port = ports.shank!;
  const device = await deviceAt(port);
  expect((await limber('keys', 'device', '--device', device, '--out', keys)).code).toBe(0);
  const both = ['link', 'prescription'].flatMap((kind) => [`--${kind}-key`, join(keys, `${device}.${kind}.key.json`)]);
  const refused = await limber('enrol', '--device', device, '--port', port, ...both);
  expectOneLine(refused, 1, /is a motion band: it gets a link key alone/);
});
