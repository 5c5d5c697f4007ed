import { expect, test } from 'vitest';
import { nobleRoom, numberedBand } from './noble-room.ts';

// By itself noble asks for a supervision timeout of 420 ms, and for intervals from 7.5 ms.
test('a link is asked for with 15 ms between events and a supervision timeout of 4 s', async () => {
  const band = numberedBand(1);
  const { controller, follow, until, clock } = await nobleRoom([band]);
  const { link, states } = follow(band);
  await until(() => states.at(-1) === 'up');
  expect(link.intervalMs?.()).toBe(15);
  const lostMs = clock.nowMs();
  controller.faults.dropLink(band.address);
  await until(() => states.at(-1) === 'down', 6_000);
  expect(clock.nowMs() - lostMs).toBeGreaterThan(3_900);
  expect(clock.nowMs() - lostMs).toBeLessThan(4_200);
});
