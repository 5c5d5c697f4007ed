import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { HomeWithGaps, lackingBefore, storedSamples, toldLost } from './home-with-gaps.ts';

test('a break longer than a Puck.js can log: the newest is stored, what its log gave up is told, with when and why', async () => {
  const rig = new HomeWithGaps({ seed: SEED, board: 'puck', air: { lossShare: 0 } });
  const home = await rig.begin();
  await rig.live(5000);
  rig.dropOut(30_000);
  await rig.live(40_000);
  await rig.completed(home);
  await rig.live(2000);
  const document = await rig.ended(home);
  for (const { placement, given } of rig.bands) {
    const stored = storedSamples(rig.store, document.session.id, placement);
    const lacking = lackingBefore(given, stored, document.session.duration_s);
    expect(lacking).toBe(toldLost(document, placement));
    expect(lacking).toBeGreaterThan(10 * 100);
    expect(stored.late).toBeGreaterThan(8 * 100);
  }
  expect(new Set(document.completion!.lost.map(({ why }) => why))).toEqual(new Set(['log-full']));
  for (const { start_s, end_s } of document.completion!.lost) {
    expect(start_s).toBeGreaterThan(3);
    expect(end_s).toBeLessThan(38);
  }
});
