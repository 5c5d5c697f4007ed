import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createFlash } from '../../sim/board/flash.ts';
import {
  type BenchPlan,
  closeBands,
  flashAt,
  imageInForce,
  OLD_MAIN,
  plugIn,
  runningBand,
  scratch,
} from './flash-bench.ts';

afterEach(closeBands);

interface Wrong {
  readonly what: string;
  readonly plan: Partial<BenchPlan>;
  readonly code: string;
  readonly words: RegExp;
}

const WRONG: readonly Wrong[] = [
  {
    what: 'another board',
    plan: { environment: 'JOLTJS' },
    code: 'tool/wrong-board',
    words: /a Jolt.js: --device jolt/,
  },
  { what: 'a board nobody knows', plan: { environment: 'PICO_R1_3' }, code: 'tool/wrong-board', words: /PICO_R1_3/ },
  { what: 'an old interpreter', plan: { version: '2v24' }, code: 'tool/interpreter-too-old', words: /2v24.*2v25/ },
  {
    what: 'a full flash',
    plan: { faults: { full: true } },
    code: 'tool/no-room',
    words: /0 bytes free.*greatest files/,
  },
];

test.each(WRONG)('$what is refused in words, and what was there stays in force', async ({ plan, code, words }) => {
  const flash = runningBand();
  const bench = await plugIn({ flash, ...plan });
  await expect(flashAt(bench.port)).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  expect(imageInForce(flash)).toBe(OLD_MAIN);
  expect(bench.starts()).toBe(1);
});

test('a band changes its role only where that is named and confirmed', async () => {
  const flash = runningBand();
  const bench = await plugIn({ flash, board: 'xiao' });
  const asked = flashAt(bench.port, { device: 'xiao', role: 'stim' });
  await expect(asked).rejects.toMatchObject({ code: 'tool/wrong-role', message: expect.stringMatching(/--force/) });
  expect(imageInForce(flash)).toBe(OLD_MAIN);
  const result = await flashAt(bench.port, { device: 'xiao', role: 'stim', force: true });
  expect(result.role).toBe('stim');
  expect(imageInForce(flash)).toContain('prescription.key');
});

test('a band with a stim key stays a stim band, whatever else is gone from it', async () => {
  const bench = await plugIn({ flash: createFlash(10_000_000, { 'prescription.key': 'k'.repeat(16) }), board: 'xiao' });
  const asked = flashAt(bench.port, { device: 'xiao', role: 'motion' });
  await expect(asked).rejects.toMatchObject({ code: 'tool/wrong-role' });
});

test('a board that cannot drive a stimulator is no stim band, forced or not', async () => {
  const bench = await plugIn({ flash: createFlash(10_000_000) });
  const asked = flashAt(bench.port, { role: 'stim', force: true });
  await expect(asked).rejects.toMatchObject({ code: 'tool/wrong-role', message: expect.stringMatching(/cannot be/) });
});

test('start files of another program are removed only when that is confirmed', async () => {
  const flash = createFlash(10_000_000, { '.boot0': 'clock()', '.bootrst': 'other()', 'app.js': 'stays' });
  const bench = await plugIn({ flash });
  const asked = flashAt(bench.port);
  await expect(asked).rejects.toMatchObject({
    code: 'tool/other-program',
    message: expect.stringMatching(/\.bootrst, \.boot0/),
  });
  await flashAt(bench.port, { force: true });
  expect(flash.list()).not.toContain('.bootrst');
  expect(flash.list()).not.toContain('.boot0');
  expect(flash.read('app.js')).toBe('stays');
});

test('a log that fills the flash is given up only where that is said', async () => {
  const log = { 'limber.log0': 'frames '.repeat(2000), 'limber.log1': 'frames '.repeat(1500) };
  const flash = runningBand(OLD_MAIN, { ...log, 'link.key': 'k'.repeat(16) });
  const bench = await plugIn({ flash });
  await expect(flashAt(bench.port)).rejects.toMatchObject({
    code: 'tool/no-room',
    message: expect.stringMatching(/limber\.log0 14000/),
  });
  expect(imageInForce(flash)).toBe(OLD_MAIN);
  expect(flash.contents()).toMatchObject(log);
  await flashAt(bench.port, { order: { forgetLog: true } });
  expect(flash.list()).not.toContain('limber.log0');
  expect(flash.read('link.key')).toBe('k'.repeat(16));
});

const NOBODY: readonly [string, string, RegExp][] = [
  ['a serial port that does not exist', join(scratch, 'nothing'), /nothing could not be opened/],
  ['a TCP port where nobody listens', 'tcp://127.0.0.1:9', /tcp:\/\/127.0.0.1:9 could not be opened/],
];

test.each(NOBODY)('%s is one clear error', async (_, port, words) => {
  await expect(flashAt(port)).rejects.toMatchObject({
    code: 'link/port-unavailable',
    message: expect.stringMatching(words),
  });
});
