import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { placeLogging } from './log-bench.ts';

test('while flash takes nothing the band says so, loses nothing else, and goes on when it takes again', async () => {
  const band = await placeLogging({ seed: SEED });
  band.recordFor(3000);
  band.flash.failWrites(true);
  band.clock.advanceBy(4000);
  band.flash.failWrites(false);
  band.clock.advanceBy(1000);
  band.arrive();
  const { blocks, end } = await band.read();
  expect(end.failed).toBeGreaterThan(3);
  expect(end).toMatchObject({ dropped: 0, unreadable: 0 });
  expect(blocks.map(({ number }) => number)).toEqual(blocks.map((_, i) => i));
  const sequences = blocks.flatMap(({ frames }) => frames.map(({ sequence }) => sequence));
  const gaps = sequences.slice(1).filter((sequence, i) => sequence !== sequences[i]! + 1);
  expect(gaps).toHaveLength(1);
  expect(sequences[0]).toBeLessThan(30);
  expect(band.board.console).toEqual([]);
});

test('a full log on worn flash keeps what it has but for one file', async () => {
  const band = await placeLogging({ seed: SEED });
  band.recordFor(30_000);
  const before = band.flash.list().filter((name) => name.startsWith('limber.log')).length;
  band.flash.failWrites(true);
  band.clock.advanceBy(60_000);
  const after = band.flash.list().filter((name) => name.startsWith('limber.log')).length;
  expect(after).toBeGreaterThanOrEqual(before - 1);
});

test('a block whose bits changed in flash is skipped and counted, the others are read', async () => {
  const band = await placeLogging({ seed: SEED });
  band.recordFor(5000);
  const file = band.flash.read('limber.log0') ?? band.flash.read('limber.log1')!;
  const name = band.flash.read('limber.log0') ? 'limber.log0' : 'limber.log1';
  band.flash.put(name, `${file.slice(0, 200)}\x00${file.slice(201)}`);
  band.arrive();
  const { blocks, end } = await band.read();
  expect(end.unreadable).toBe(1);
  expect(blocks.length).toBe(end.total - 1);
});
