import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { activeBand, msToZero } from './stim-bench.ts';

test('the front-end falls to zero without the kick line, the watchdog resets the band', async () => {
  const band = await activeBand(SEED);
  band.board.stall(60_000);
  expect(msToZero(band, 1000)).toBeLessThanOrEqual(200);
  const stalledMs = band.clock.nowMs();
  band.clock.advanceBy(1100);
  const reset = band.board.resets.at(-1)!;
  expect(reset.cause).toBe('watchdog');
  expect(reset.atMs - stalledMs).toBeLessThanOrEqual(1100);
  band.clock.advanceBy(1000);
  band.board.connect();
  band.clock.advanceBy(500);
  expect(band.frame()).toMatchObject({ state: 'LOCKOUT', currentUa: 0, stopReason: 'REBOOT' });
});

test('a pause too short for the watchdog still ends as a fault, at zero', async () => {
  const band = await activeBand(SEED);
  band.board.stall(400);
  band.clock.advanceBy(1500);
  expect(band.board.resets).toHaveLength(1);
  expect(band.frame()).toMatchObject({ state: 'FAULT', fault: 'KICK_EXPIRED', currentUa: 0 });
});
