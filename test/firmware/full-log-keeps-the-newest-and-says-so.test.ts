import { expect, test } from 'vitest';
import { LOG_FILE_BYTES, LOG_FILES } from '../../firmware/motion/log-capacity.ts';
import { SEED } from '../seeded.ts';
import { givenFrom, placeLogging, valuesOf } from './log-bench.ts';

test('a full log keeps the newest, oldest first, and says how much it gave up', async () => {
  const band = await placeLogging({ seed: SEED });
  band.recordFor(60_000);
  band.arrive();
  const { blocks, end } = await band.read();
  const values = valuesOf(blocks);
  expect(values).toEqual(givenFrom(band.given, values));
  expect(end.dropped).toBeGreaterThan(40);
  expect(blocks[0]!.number).toBe(end.dropped);
  expect(blocks.map(({ number }) => number)).toEqual(blocks.map((_, i) => end.dropped + i));
  // The last block ends when somebody was there: all before it is unbroken up to that moment.
  const heardFrom = blocks.at(-1)!.frames.at(-1)!.sequence;
  expect(heardFrom).toBeGreaterThan(60 * 34);
  const perFile = LOG_FILE_BYTES[0]![1];
  const used = band.flash.list().filter((name) => name.startsWith('limber.log'));
  expect(used.length).toBeLessThanOrEqual(LOG_FILES);
  for (const name of used) expect(band.flash.read(name)).toHaveLength(perFile);
  expect(band.board.console).toEqual([]);
});
