import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { givenFrom, placeLogging, valuesOf } from './log-bench.ts';

test.each(['puck', 'xiao'] as const)('%s: what was measured unheard is read back sample for sample', async (board) => {
  const band = await placeLogging({ board, seed: SEED });
  band.recordFor(10_000);
  band.arrive();
  const { blocks, end } = await band.read();
  const values = valuesOf(blocks);
  expect(values.length / 6).toBeGreaterThan(10 * 104 * 0.95);
  expect(values).toEqual(givenFrom(band.given, values));
  expect(end).toMatchObject({ read: blocks.length, total: blocks.length, dropped: 0, failed: 0, unreadable: 0 });
  const frames = blocks.flatMap((block) => block.frames);
  expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, i) => i + frames[0]!.sequence));
  expect(band.board.console).toEqual([]);
});
