import { expect, test } from 'vitest';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { follow, quantile } from './clock-following.ts';
import { type DeliveredFrame, deliver, drawDelivery } from './delivery.ts';

const SEEDS = Array.from({ length: 10 }, (_, i) => SEED + i);

/** As a monotonic clock tells it that stands still while the machine sleeps. */
function* asHeard(frames: Iterable<DeliveredFrame>, fromMs: number, sleptMs: number): Generator<DeliveredFrame> {
  for (const { trueMs, frame, arrivalMs } of frames)
    yield {
      frame,
      trueMs: trueMs - (trueMs > fromMs ? sleptMs : 0),
      arrivalMs: arrivalMs - (trueMs > fromMs ? sleptMs : 0),
    };
}

test.each([0.5, 10, 600, 3600, 5000])(
  'a host whose clock stood still for %d s while bands went on places what comes then by the time that it has now',
  (sleptS) => {
    const errors: number[] = [];
    for (const seed of SEEDS) {
      const random = seededRandom(seed);
      const plan = { ...drawDelivery(random.fork('plan')), intervalMs: 15 };
      const sleptMs = sleptS * 1000;
      const awake = follow(asHeard(deliver(plan, random.fork('before'), 0, 60_000), 60_000, sleptMs));
      const frames = deliver(plan, random.fork('after'), 60_000 + sleptMs, 120_000 + sleptMs);
      const after = follow(asHeard(frames, 60_000, sleptMs), awake.clock);
      errors.push(...after.errorMs.slice(700).map(Math.abs));
    }
    expect(quantile(errors, 0.95)).toBeLessThan(6);
  },
);
