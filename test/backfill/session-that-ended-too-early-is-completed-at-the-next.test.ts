import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { HomeWithGaps, lackingBefore, storedSamples } from './home-with-gaps.ts';

test('what stayed on the bands when a session ended, also on one that was away then, comes into that session at the next', async () => {
  const rig = new HomeWithGaps({ seed: SEED, board: 'xiao', air: { lossShare: 0 } });
  const first = await rig.begin();
  await rig.live(5000);
  const [thigh, shank] = rig.bands;
  thigh!.air.dropOut(15_000);
  shank!.air.dropOut(10_000);
  await rig.live(12_500);
  const early = await rig.ended(first);
  expect(early.completion!.awaited_frames).toBeGreaterThan(2 * 60);
  const second = await rig.begin();
  await rig.live(20_000);
  await rig.ended(second);
  const completed = rig.store.session(early.session.id);
  expect(completed.completion).toMatchObject({ awaited_frames: 0, lost: [] });
  expect(completed.completion!.late_samples).toBeGreaterThan(2 * 9 * 100);
  expect(completed.stored.samples).toBeGreaterThan(early.stored.samples + 2 * 7 * 100);
  expect(completed.frames.lost).toBe(0);
  for (const { placement, given } of rig.bands) {
    const stored = storedSamples(rig.store, early.session.id, placement);
    expect(lackingBefore(given, stored, early.session.duration_s)).toBe(0);
    expect(stored.tMs.at(-1)! / 1000).toBeGreaterThan(early.session.duration_s - 0.5);
    expect(stored.tMs.at(-1)! / 1000).toBeLessThan(early.session.duration_s + 0.2);
  }
  expect(rig.said.filter((line) => line.includes('was completed'))).toHaveLength(2);
});
