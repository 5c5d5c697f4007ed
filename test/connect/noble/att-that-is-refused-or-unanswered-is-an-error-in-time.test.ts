import { expect, test } from 'vitest';
import type { BandFault } from '../../../sim/radio/radio-faults.ts';
import { nobleRoom, numberedBand } from './noble-room.ts';

// Of all these noble's promises never settle, and everything behind them waits for ever.
test.each<[BandFault, RegExp]>([
  ['answers-nothing', /packet size/],
  ['no-mtu-answer', /packet size/],
  ['lost-in-discovery', /Disconnected 8|list of services/],
  ['refuses-subscribing', /subscription to info/],
])('%s: said within the deadline of a step, tried again, and up as soon as the band is well', async (fault, words) => {
  const [ill, well] = [numberedBand(1), numberedBand(2)];
  const { controller, follow, until, failures } = await nobleRoom([ill, well]);
  const cured = controller.faults.band(ill.address, fault);
  const [first, second] = [follow(ill), follow(well)];
  await until(() => second.states.at(-1) === 'up', 5_000);
  await until(() => failures.length >= 2, 25_000);
  expect((failures[0] as Error).message).toMatch(words);
  expect(first.states).toEqual(['connecting']);
  cured();
  await until(() => first.states.at(-1) === 'up', 12_000);
  expect(second.states).toEqual(['connecting', 'up']);
});
