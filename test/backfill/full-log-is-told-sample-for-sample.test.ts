import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { HomeWithGaps } from './home-with-gaps.ts';

test('a break longer than a Puck.js can log: the newest is stored, what its log gave up is told, with when and why', async () => {
  const rig = new HomeWithGaps({ seed: SEED, board: 'puck', air: { lossShare: 0 } });
  const document = await rig.sessionWithBreak(5000, 30_000, 10_000);
  for (const { stored, lacking, told } of rig.accountsOf(document)) {
    expect(lacking).toBe(told);
    expect(lacking).toBeGreaterThan(10 * 100);
    expect(stored.late).toBeGreaterThan(8 * 100);
  }
  expect(new Set(document.completion!.lost.map(({ why }) => why))).toEqual(new Set(['log-full']));
  for (const { start_s, end_s } of document.completion!.lost) {
    expect(start_s).toBeGreaterThan(3);
    expect(end_s).toBeLessThan(38);
  }
});
