import { expect, test } from 'vitest';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { follow, quantile } from './clock-following.ts';
import { deliver, drawDelivery } from './delivery.ts';

const SEEDS = Array.from({ length: 10 }, (_, i) => SEED + i);

test.each([30, 36, 71.6, 72, 110, 180])(
  'a band that was silent for %d minutes, its start the same, is placed by the wraps that it made meanwhile',
  (silentMinutes) => {
    const fromMs = 60_000 + silentMinutes * 60_000;
    const errors: number[] = [];
    for (const seed of SEEDS) {
      const random = seededRandom(seed);
      const plan = { ...drawDelivery(random.fork('plan')), intervalMs: 15 };
      const before = follow(deliver(plan, random.fork('before'), 0, 60_000));
      const after = follow(deliver(plan, random.fork('after'), fromMs, fromMs + 60_000), before.clock);
      errors.push(...after.errorMs.slice(700).map(Math.abs));
    }
    expect(quantile(errors, 0.95)).toBeLessThan(6);
  },
);
