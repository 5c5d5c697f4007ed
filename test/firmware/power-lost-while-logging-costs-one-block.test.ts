import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { placeLogging } from './log-bench.ts';

test.each([0, 0.002, 0.3, 0.99])('power goes when %f of a block is written', async (share) => {
  const band = await placeLogging({ seed: SEED });
  band.recordFor(3000);
  let isDark = false;
  band.flash.cutPower(2, share, () => {
    isDark = true;
  });
  band.clock.advanceBy(5000);
  expect(isDark).toBe(true);
  band.flash.powerUp();
  band.board.reboot('power');
  band.clock.advanceBy(2000);
  band.recordFor(4000);
  band.arrive();
  const { blocks, end } = await band.read();
  expect(end.unreadable).toBeLessThanOrEqual(1);
  expect(end.failed).toBeLessThanOrEqual(1);
  expect(blocks.filter(({ boot }) => boot === 1).length).toBeGreaterThan(2);
  expect(blocks.filter(({ boot }) => boot === 2).length).toBeGreaterThan(3);
});
