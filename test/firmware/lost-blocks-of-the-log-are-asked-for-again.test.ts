import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { givenFrom, placeLogging, valuesOf } from './log-bench.ts';

test('with every twentieth packet lost the whole log arrives, in order', async () => {
  const band = await placeLogging({ seed: SEED, lossShare: 0.05 });
  band.recordFor(10_000);
  band.arrive();
  const { blocks, end } = await band.read();
  expect(band.air.lost()).toBeGreaterThan(10);
  expect(blocks.map(({ number }) => number)).toEqual(blocks.map((_, i) => i));
  expect(end).toMatchObject({ read: end.total, unreadable: 0 });
  const values = valuesOf(blocks);
  expect(values).toEqual(givenFrom(band.given, values));
});

test('a band that does not answer is reported in words', async () => {
  const band = await placeLogging({ seed: SEED });
  await expect(band.read()).rejects.toMatchObject({ code: 'link/not-up' });
});
