import { expect, test } from 'vitest';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { follow } from './clock-following.ts';
import { type DeliveredFrame, deliver, drawDelivery } from './delivery.ts';

/** Frames that are not believed are missing where delays begin: a little more than bands may differ by. */
const MOVED_MOST_MS = 2.5;
const SEEDS = Array.from({ length: 20 }, (_, i) => SEED + i);

test('ticks that make no sense, in one frame or two of each hundred, move no frame, their own neither', () => {
  for (const seed of SEEDS) {
    const random = seededRandom(seed);
    const plan = drawDelivery(random.fork('plan'));
    const frames = [...deliver(plan, random.fork('delivery'), 0, 60_000)];
    const wrong = frames.map((frame, i): DeliveredFrame => {
      if (i < 100 || i % 100 > 1) return frame;
      // Far from the truth: what is near it is a frame that came late.
      const ticksUs = (frame.frame.ticksUs + Math.floor(random.uniform(20e6, 4000e6))) % 2 ** 32;
      return { ...frame, frame: { ...frame.frame, ticksUs } };
    });
    const truth = follow(frames);
    const bent = follow(wrong);
    bent.errorMs.forEach((errorMs, i) => {
      expect(Math.abs(errorMs - truth.errorMs[i]!)).toBeLessThan(MOVED_MOST_MS);
    });
  }
});
