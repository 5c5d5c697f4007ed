import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { HomeWithGaps, lackingBefore, storedSamples } from './home-with-gaps.ts';

test.each([SEED, SEED + 1])(
  'a link that is lost again while the log is read loses nothing, and nothing comes twice (seed %i)',
  async (seed) => {
    const rig = new HomeWithGaps({ seed, board: 'xiao', air: { lossShare: 0.05 } });
    const home = await rig.begin();
    await rig.live(5000);
    rig.dropOut(15_000);
    await rig.live(15_000 + 5000);
    const readSoFar = home.session.healthOf('thigh')!.completion!;
    expect(readSoFar.lateSamples).toBeGreaterThan(72);
    expect(readSoFar.framesAwaited).toBeGreaterThan(8);
    rig.dropOut(8000);
    await rig.live(12_000);
    await rig.completed(home);
    await rig.live(1500);
    const document = await rig.ended(home);
    for (const { placement, given } of rig.bands) {
      const stored = storedSamples(rig.store, document.session.id, placement);
      expect(lackingBefore(given, stored, document.session.duration_s)).toBe(0);
    }
    expect(document.completion!.lost).toEqual([]);
  },
);
