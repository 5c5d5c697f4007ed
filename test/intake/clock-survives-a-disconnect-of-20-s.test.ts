import { expect, test } from 'vitest';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { follow, misalignments, quantile } from './clock-following.ts';
import { deliver, drawDelivery } from './delivery.ts';

const SEEDS = Array.from({ length: 10 }, (_, i) => SEED + i);

test('a band that was away for 20 s is aligned at once when it is back, for its clock went on', () => {
  const apartMs: number[] = [];
  for (const seed of SEEDS) {
    const random = seededRandom(seed);
    const [planA, planB] = [drawDelivery(random.fork('a')), drawDelivery(random.fork('b'))];
    const a = follow(deliver(planA, random.fork('A'), 0, 180_000));
    const before = follow(deliver(planB, random.fork('B'), 0, 100_000));
    const after = follow(deliver(planB, random.fork('B again'), 120_000, 180_000), before.clock);
    for (const apart of misalignments(a, after, 120_100)) apartMs.push(apart);
  }
  expect(quantile(apartMs, 0.95)).toBeLessThan(2);
  expect(Math.max(...apartMs)).toBeLessThan(6);
});
