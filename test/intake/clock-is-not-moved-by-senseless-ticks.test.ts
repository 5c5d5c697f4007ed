import { expect, test } from 'vitest';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { follow } from './clock-following.ts';
import { type DeliveredFrame, deliver, drawDelivery } from './delivery.ts';

/**
 * Frames that are not believed are missing where delays begin: no more than bands may differ by, once they are aligned. Of 3,000 seeds
 * all but one stayed below 1.4 ms; that one came to 2.2. Before, all but ten below 2 ms, the worst 4.4.
 */
const ALIGNED_MS = 10_000;
const MOVED_MOST_MS = 2;
const MOVED_MOST_AT_FIRST_MS = 6;
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
      const mostMs = truth.trueMs[i]! < ALIGNED_MS ? MOVED_MOST_AT_FIRST_MS : MOVED_MOST_MS;
      expect(Math.abs(errorMs - truth.errorMs[i]!)).toBeLessThan(mostMs);
    });
  }
});
