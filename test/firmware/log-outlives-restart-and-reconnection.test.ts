import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { placeLogging, valuesOf } from './log-bench.ts';

test('a restart keeps the log, its numbers go on, and each block says its boot', async () => {
  const band = await placeLogging({ seed: SEED });
  band.recordFor(4000);
  band.board.reboot('brown-out');
  band.clock.advanceBy(2000);
  band.recordFor(4000);
  band.arrive();
  const { blocks } = await band.read();
  expect(blocks.map(({ number }) => number)).toEqual(blocks.map((_, i) => i));
  expect([...new Set(blocks.map(({ boot }) => boot))]).toEqual([1, 2]);
  expect(valuesOf(blocks).length / 6).toBeGreaterThan(2 * 4 * 104 * 0.8);
});

test('what was read is forgotten, what is measured afterwards goes on with the numbers', async () => {
  const band = await placeLogging({ seed: SEED });
  band.recordFor(4000);
  band.arrive();
  const first = await band.read();
  expect((await band.read()).blocks).toEqual([]);
  band.air.dropOut(8000);
  band.clock.advanceBy(12_000);
  const second = await band.read();
  expect(first.blocks.length).toBeGreaterThan(4);
  expect(second.blocks.length).toBeGreaterThan(8);
  expect(second.blocks[0]!.number).toBe(first.blocks.length);
});

test('forgotten blocks do not come back with the next start', async () => {
  const band = await placeLogging({ seed: SEED });
  band.recordFor(4000);
  band.arrive();
  const { blocks } = await band.read();
  band.clock.advanceBy(1000);
  band.air.dropOut(Number.POSITIVE_INFINITY);
  band.board.reboot('power');
  band.clock.advanceBy(1000);
  band.board.connect();
  const files = band.flash.list().filter((name) => name.startsWith('limber.log'));
  expect(files.map((name) => band.flash.read(name, 0, 4))).toEqual([String.fromCharCode(blocks.length, 0, 0, 0)]);
});

test('a host that reads without storing leaves everything where it is', async () => {
  const band = await placeLogging({ seed: SEED });
  band.recordFor(4000);
  band.arrive();
  const first = await band.read({ keeps: true });
  const second = await band.read({ keeps: true });
  expect(second.blocks).toEqual(first.blocks);
});
