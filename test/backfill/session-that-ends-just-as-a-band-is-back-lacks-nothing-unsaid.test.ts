import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { HomeWithGaps, lackingBefore, storedSamples } from './home-with-gaps.ts';

const BREAK_MS = 10_000;

/** Until the first frame behind a break is placed nobody knows how many are missing before it: that takes up to half a second. */
test.each([20, 200, 400, 600])(
  'a session that ends %d ms after its bands are back awaits what they measured meanwhile, and gets it at the next',
  async (backMs) => {
    const rig = new HomeWithGaps({ seed: SEED, board: 'xiao', air: { lossShare: 0 } });
    const first = await rig.begin();
    await rig.live(5000);
    rig.dropOut(BREAK_MS);
    let upAtMs = Number.POSITIVE_INFINITY;
    rig.bands[0]!.connection.link.onState((state) => {
      if (state === 'up') upAtMs = rig.clock.nowMs();
    });
    while (rig.clock.nowMs() < upAtMs + backMs) await rig.live(10);
    const early = await rig.ended(first);
    const second = await rig.begin();
    await rig.live(20_000);
    await rig.ended(second);
    const completed = rig.store.session(early.session.id);
    expect(completed.completion).toMatchObject({ awaited_frames: 0, lost: [] });
    for (const { placement, given } of rig.bands) {
      const stored = storedSamples(rig.store, early.session.id, placement);
      expect(lackingBefore(given, stored, early.session.duration_s), placement).toBe(0);
      expect(stored.tMs.at(-1)! / 1000).toBeGreaterThan(early.session.duration_s - 0.5);
    }
  },
);
