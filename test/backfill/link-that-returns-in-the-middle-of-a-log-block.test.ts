import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { HomeWithGaps, lackingBefore, storedSamples } from './home-with-gaps.ts';

/** A block lasts 690 ms: one of these returns stands at its beginning, one in its middle, one at its end. */
const RETURNS_MS = Array.from({ length: 8 }, (_, i) => 4000 + 90 * i);

test.each(RETURNS_MS)(
  'a link that returns after %i ms, wherever in a block that is, leaves nothing out',
  async (afterMs) => {
    const rig = new HomeWithGaps({ seed: SEED, board: 'xiao', air: { lossShare: 0 } });
    const home = await rig.begin();
    await rig.live(5000);
    rig.dropOut(afterMs);
    await rig.live(afterMs + 5000);
    await rig.completed(home);
    await rig.live(1500);
    const document = await rig.ended(home);
    for (const { placement, given } of rig.bands) {
      const stored = storedSamples(rig.store, document.session.id, placement);
      expect(lackingBefore(given, stored, document.session.duration_s)).toBe(0);
      expect(stored.tMs.every((t, i) => i === 0 || t > stored.tMs[i - 1]!)).toBe(true);
    }
  },
);
