import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { HomeWithGaps, lackingOf, storedSamples } from './home-with-gaps.ts';

test('what a band logged before it started anew comes into the session, the new start goes on, the rest is told as unknown', async () => {
  const rig = new HomeWithGaps({ seed: SEED, board: 'xiao', air: { lossShare: 0 } });
  const home = await rig.begin();
  await rig.live(5000);
  rig.dropOut(10_000);
  await rig.live(8000);
  for (const { board } of rig.bands) board.reboot('brown-out');
  await rig.live(8000);
  await rig.completed(home);
  await rig.live(3000);
  const document = await rig.ended(home);
  expect(document.completion!.lost.map(({ sensor, why, samples }) => ({ sensor, why, samples }))).toEqual([
    { sensor: 'thigh', why: 'restart', samples: null },
    { sensor: 'shank', why: 'restart', samples: null },
  ]);
  for (const { placement, given } of rig.bands) {
    const stored = storedSamples(rig.store, document.session.id, placement);
    // One stretch: from the last block that was written to the restart, and until somebody connects: the sensor goes on alone.
    const lacking = lackingOf(given, stored.raw.slice(0, -6 * 200));
    expect(lacking).toHaveLength(1);
    expect(lacking[0]!.from).toBeGreaterThan(11.5 * 100);
    expect(lacking[0]!.count).toBeLessThan(3.5 * 104);
    expect(stored.tMs.every((t, i) => i === 0 || t > stored.tMs[i - 1]!)).toBe(true);
    expect(stored.late).toBeGreaterThan(6 * 100);
  }
});
