import { expect, test } from 'vitest';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { follow, misalignments, quantile } from './clock-following.ts';
import { deliver, drawDelivery } from './delivery.ts';

const SEEDS = Array.from({ length: 10 }, (_, i) => SEED + i);

test('a band that starts anew, its clock at zero, is aligned again 10 s later, and its times never step back', () => {
  const apartMs: number[] = [];
  for (const seed of SEEDS) {
    const random = seededRandom(seed);
    const [planA, planB] = [drawDelivery(random.fork('a')), drawDelivery(random.fork('b'))];
    const a = follow(deliver(planA, random.fork('A'), 0, 240_000));
    const before = follow(deliver(planB, random.fork('B'), 0, 100_000));
    const anew = { ...planB, startUs: 0 };
    const latestMs = before.clock.latestHostMs;
    const after = follow(
      deliver(anew, random.fork('B again'), 103_000, 240_000, Math.ceil(103_000 / anew.frameMs)),
      before.clock,
    );
    after.trueMs.forEach((trueMs, i) => {
      expect(trueMs + after.errorMs[i]!).toBeGreaterThan(latestMs);
    });
    for (const apart of misalignments(a, after, 123_000)) apartMs.push(apart);
  }
  expect(quantile(apartMs, 0.95)).toBeLessThan(2);
});
