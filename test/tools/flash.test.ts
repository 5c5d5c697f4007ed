import { afterEach, expect, test } from 'vitest';
import { type FirmwareImages, readImages } from '../../host/tools/flash-images.ts';
import { crc32OfText } from '../../host/tools/flash-plan.ts';
import { PROVEN, RUNS, readSlotRecord, STANDING } from '../../protocol/slot-record.ts';
import { createFlash } from '../../sim/board/flash.ts';
import {
  closeBands,
  flashAt,
  imageInForce,
  OLD_MAIN,
  PRIVATE_FILES,
  plugIn,
  RELEASES,
  runningBand,
} from './flash-bench.ts';

afterEach(closeBands);

const { main, loader, modules } = RELEASES.motion;

test.each(['pty', 'tcp'] as const)('a fresh board on a %s starts the firmware that was sent', async (on) => {
  const flash = createFlash(10_000_000);
  const bench = await plugIn({ flash, on });
  const result = await flashAt(bench.port);
  expect(result).toMatchObject({ role: 'motion', slot: 'limber.a', interpreter: '2v29' });
  expect(imageInForce(flash)).toBe(main);
  expect(flash.read('.bootcde')).toBe(loader);
  expect(modules.map(({ name }) => name)).toEqual(['limber.srv', 'limber.rec']);
  for (const { name, bytes } of modules) expect(flash.read(name)).toBe(bytes);
  expect(flash.list().filter((name) => name.startsWith('limber.tmp'))).toEqual([]);
  expect(readSlotRecord(flash.read, crc32OfText)).toMatchObject({ [RUNS]: 0, [STANDING]: PROVEN });
  expect(bench.starts()).toBe(1);
});

test('what else a band has stored stays, and the firmware before is still there in the other slot', async () => {
  const flash = runningBand();
  const bench = await plugIn({ flash });
  const result = await flashAt(bench.port);
  expect(result.slot).toBe('limber.b');
  expect(flash.contents()).toMatchObject({ ...PRIVATE_FILES, 'limber.a': OLD_MAIN, 'limber.b': main });
  const record = readSlotRecord(flash.read, crc32OfText);
  expect(record).toEqual([5, 1, PROVEN, OLD_MAIN.length, crc32OfText(OLD_MAIN), main.length, crc32OfText(main)]);
});

test('the very same firmware once more sends nothing and moves nothing', async () => {
  const flash = createFlash(10_000_000);
  const bench = await plugIn({ flash });
  await flashAt(bench.port);
  const image = flash.read('limber.a');
  const again = await flashAt(bench.port);
  expect(again.slot).toBe('limber.a');
  expect(again.files.filter(({ written }) => written).map(({ name }) => name)).toEqual(['limber.slot']);
  expect(flash.read('limber.a')).toBe(image);
});

test('a development build that prints all the time is stopped first', async () => {
  const flash = runningBand();
  const bench = await plugIn({ flash, on: 'pty', faults: { chatters: true } });
  await flashAt(bench.port);
  expect(imageInForce(flash)).toBe(main);
});

test('progress rises to the last byte', async () => {
  const bench = await plugIn({ flash: createFlash(10_000_000) });
  const seen: number[] = [];
  const onProgress = ({ sentBytes, allBytes }: { sentBytes: number; allBytes: number }): void =>
    void seen.push(sentBytes / allBytes);
  await flashAt(bench.port, { order: { onProgress } });
  expect(seen.length).toBeGreaterThan(5);
  expect(seen.at(-1)).toBe(1);
  expect([...seen].sort((a, b) => a - b)).toEqual(seen);
});

test('an upload of any length is finished', async () => {
  const upload = async (characters: number): Promise<void> => {
    const images = (): FirmwareImages => ({
      role: 'motion',
      development: false,
      version: '1.2.3',
      main: 'x'.repeat(characters),
      loader: 'y',
      modules: [{ name: 'limber.srv', bytes: 'zzz' }],
    });
    const flash = createFlash(10_000_000);
    const bench = await plugIn({ flash });
    await flashAt(bench.port, { images });
    const stored = { 'limber.a': 'x'.repeat(characters), '.bootcde': 'y', 'limber.srv': 'zzz' };
    expect(flash.contents()).toMatchObject(stored);
  };
  await Promise.all([1, 3, 18, 511, 515, 1027].map(upload));
});

test('a stim band is flashed as one without being asked to, and says what its output does', async () => {
  const stim = RELEASES.stim.main;
  const flash = runningBand(stim.replace('"use strict"', "'use strict'"), { 'prescription.key': 'x'.repeat(16) });
  const bench = await plugIn({ flash, board: 'xiao' });
  const notes: string[] = [];
  const result = await flashAt(bench.port, { device: 'xiao', order: { onNote: (line) => notes.push(line) } });
  expect(result.role).toBe('stim');
  expect(notes.join()).toMatch(/front-end falls to zero/);
});

test('both builds of a role carry the mark that tells it', () => {
  for (const development of [false, true]) {
    expect(readImages('stim', development).main).toContain('prescription.key');
    expect(readImages('motion', development).main).not.toContain('prescription.key');
    expect(readImages('motion', development).main).toContain('limber.');
  }
});
