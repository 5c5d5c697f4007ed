import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { HomeWithGaps } from './home-with-gaps.ts';

/** A block lasts 690 ms: one of these returns stands at its beginning, one in its middle, one at its end. */
const RETURNS_MS = Array.from({ length: 8 }, (_, i) => 4000 + 90 * i);

test.each(RETURNS_MS)(
  'a link that returns after %i ms, wherever in a block that is, leaves nothing out',
  async (afterMs) => {
    const rig = new HomeWithGaps({ seed: SEED, board: 'xiao', air: { lossShare: 0 } });
    const document = await rig.sessionWithBreak(5000, afterMs, 5000);
    for (const { stored, lacking } of rig.accountsOf(document)) {
      expect(lacking).toBe(0);
      expect(stored.tMs.every((t, i) => i === 0 || t > stored.tMs[i - 1]!)).toBe(true);
    }
  },
);
