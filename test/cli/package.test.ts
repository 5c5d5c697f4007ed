import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, delimiter, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { flashBoard } from '../../host/tools/flash-boards.ts';
import { createFlash } from '../../sim/board/flash.ts';
import { SimulatedConsole } from '../../sim/console.ts';
import { serveConsoleOnTcp } from '../../sim/serve-console.ts';
import { ROOT } from '../source-files.ts';
import { scratchFolder } from './limber.ts';

/** The package as npm makes and installs it: packed in a fresh copy of the tree, installed for the whole machine. */
const folder = scratchFolder('package');
const tree = join(folder, 'tree');
const prefix = join(folder, 'prefix');
const installed = join(prefix, 'lib/node_modules/limber');
const SIZE_BYTES_MAX = 1_150_000;
const run = promisify(execFile);

/** The machine's own node and npm, not those that npm puts on the path of its scripts. */
const PATH = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
const machine = { ...process.env, PATH: PATH.join(delimiter), npm_config_loglevel: 'error' };

function* filesUnder(path: string): Generator<string> {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    if (entry.isDirectory()) yield* filesUnder(join(path, entry.name));
    else yield join(path, entry.name);
  }
}

let tarball: string;
beforeAll(async () => {
  const left = new Set(['node_modules', '.git', 'dist', '.limber']);
  cpSync(ROOT, tree, { recursive: true, filter: (path) => !left.has(basename(path)) });
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  await run('npm', ['pack', '--pack-destination', folder], { cwd: tree, env: machine });
  tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
  await run('npm', ['install', '--global', '--prefix', prefix, '--prefer-offline', tarball], { env: machine });
}, 240_000);

describe('the package', () => {
  test('is small and holds what is run, nothing else', () => {
    expect(statSync(tarball).size).toBeLessThan(SIZE_BYTES_MAX);
    const files = [...filesUnder(installed)].map((file) => relative(installed, file));
    const wanted =
      /^(bin\/limber\.js|dist\/.+|docs\/schemas\/.+\.json|docs\/asyncapi\.yaml|docs\/mosquitto\/.+|docs\/(calibration|devices|downlink|keys|links|prescribing|records|relay|threat-model)\.md|README\.md|LICENSE|package\.json)$/;
    expect(files.filter((file) => !wanted.test(file))).toEqual([]);
    expect(files.filter((file) => /\.test\.|(?<!\.d)\.ts$/.test(file))).toEqual([]);
    const firmware = ['motion-release', 'stim-release', 'boot', 'service', 'log'].map((name) => `${name}.js`);
    for (const file of [...firmware, 'manifest.json']) expect(files).toContain(`dist/firmware/dist/${file}`);
    expect(files).toContain('dist/host/screen/dist/index.html');
    expect(files.filter((file) => /host\/(cli|tools|screen)\/.*\.d\.ts$/.test(file))).toEqual([]);
  });

  test('names no path of the machine that made it', () => {
    const paths = [ROOT, tree, homedir(), tmpdir()].filter((path) => path !== '/').map((path) => `${path}/`);
    const naming = [...filesUnder(installed)].filter((file) => {
      const text = readFileSync(file, 'utf8');
      return paths.some((path) => text.includes(path));
    });
    expect(naming.map((file) => relative(installed, file))).toEqual([]);
  });
});

describe('installed for the whole machine, limber', () => {
  const home = scratchFolder('package-home');
  const limber = (...args: readonly string[]) =>
    run(join(prefix, 'bin/limber'), args, { env: { PATH: machine.PATH, HOME: home }, maxBuffer: 2 ** 24 });

  test('says what it can do', async () => {
    const { stdout, stderr } = await limber('--help');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Usage: limber/);
    expect(stdout).toMatch(/^Exit codes:/m);
  });

  test('flashes a band with the firmware that it brings', async () => {
    const { environment } = flashBoard('puck');
    const content = createFlash(40_960);
    const board = new SimulatedConsole({ environment, version: '2v29', flash: content, flashBytes: 40_960 });
    const { port, close } = await serveConsoleOnTcp(board);
    try {
      const { stdout } = await limber('flash', '--device', 'puck', '--port', port, '--json');
      expect(JSON.parse(stdout)).toMatchObject({ role: 'motion', development: false });
      expect(content.read('limber.a')).toBe(
        readFileSync(join(installed, 'dist/firmware/dist/motion-release.js'), 'latin1'),
      );
    } finally {
      await close();
    }
  });

  test('runs a session to its document', async () => {
    const { stdout } = await limber('run', '--once', '--json', '--speed', 'max');
    const document = JSON.parse(stdout) as SessionDocument;
    expect(document).toMatchObject({ simulated: true, session: { outcome: 'completed' }, published: { pending: 0 } });
    expect(document.reps).toHaveLength(16);
  });
});

const CONSUMER = `
import { EXERCISES, type Rep } from 'limber/motion';
import { checkPrescription, DEMONSTRATION_PRESCRIPTION } from 'limber/stim';
import { LimberError, PROTOCOL_VERSION, type Timeline } from 'limber/protocol';
import { createVirtualClock, createWorld } from 'limber/sim';

declare const console: { log(line: string): void };
const clock: Timeline & { advanceBy(durationMs: number): void } = createVirtualClock();
const world = createWorld({ clock, seed: 1 });
clock.advanceBy(3000);
const rangeDeg = (rep: Rep): number => rep.romDeg;
const context = { nowS: 1_800_000_000, person: null, latestRevision: null, contactPermille: 1000, dayUsedMs: 0 };
const { verdict } = checkPrescription(DEMONSTRATION_PRESCRIPTION, context);
// @ts-expect-error a version is a number, or these types are none
const wrong: string = PROTOCOL_VERSION;
console.log(JSON.stringify([EXERCISES.length, verdict, world.devices.length, typeof rangeDeg, wrong, LimberError.name]));
`;

test('its exports are typed and run: limber/motion, limber/stim, limber/protocol, limber/sim', async () => {
  const consumer = join(folder, 'consumer');
  mkdirSync(join(consumer, 'node_modules'), { recursive: true });
  symlinkSync(installed, join(consumer, 'node_modules/limber'));
  writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(consumer, 'use.ts'), CONSUMER);
  const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024', '--types', ''];
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [compiler, ...strict, 'use.ts'], { cwd: consumer });
  const { stdout } = await run(process.execPath, ['use.ts'], { cwd: consumer });
  expect(JSON.parse(stdout)).toEqual([
    expect.any(Number),
    'ACCEPTED',
    3,
    'function',
    expect.any(Number),
    'LimberError',
  ]);
});
