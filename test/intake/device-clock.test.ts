import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockErrorPpm, clockErrorSigmaPpm, initialDeviceClock } from '../../host/intake/device-clock.ts';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';
import { follow, misalignments, quantile } from './clock-following.ts';
import { type DeliveryPlan, deliver, drawDelivery } from './delivery.ts';

const MINUTE_MS = 60_000;

function twoBands(seed: number, minutes: number, given: readonly Partial<DeliveryPlan>[] = [{}, {}]) {
  const random = seededRandom(seed);
  const [a, b] = given.map((part, i) => {
    const own = random.fork(`band ${i}`);
    const plan = { ...drawDelivery(own.fork('plan')), ...part };
    return { plan, ...follow(deliver(plan, own.fork('delivery'), 0, minutes * MINUTE_MS)) };
  });
  return { a: a!, b: b! };
}

test('two bands are aligned within 2 ms in 99 of 100 frames from 10 s on, over an hour of jittered delivery', () => {
  const apartMs: number[] = [];
  for (let i = 0; i < 8; i++) {
    const { a, b } = twoBands(SEED + i, 60);
    for (const apart of misalignments(a, b, 10_000)) apartMs.push(apart);
  }
  expect(quantile(apartMs, 0.99)).toBeLessThan(2);
  expect(quantile(apartMs, 0.5)).toBeLessThan(0.8);
});

test('the shortest and the longest connection interval are aligned within 2 ms in 99 of 100 frames', () => {
  const apartMs: number[] = [];
  for (let i = 0; i < 8; i++) {
    const { a, b } = twoBands(SEED + i, 20, [{ intervalMs: 7.5 }, { intervalMs: 60 }]);
    for (const apart of misalignments(a, b, 10_000)) apartMs.push(apart);
  }
  expect(quantile(apartMs, 0.99)).toBeLessThan(2);
});

test('whatever the clock and the radio, times rise and velocities are bent by at most three percent once the first 10 s are over', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { a } = twoBands(seed, 3);
      let [beforeMs, trueBeforeMs] = [Number.NEGATIVE_INFINITY, 0];
      a.trueMs.forEach((trueMs, i) => {
        const placedMs = trueMs + a.errorMs[i]!;
        expect(placedMs).toBeGreaterThan(beforeMs);
        if (trueMs > 10_000) expect(Math.abs((placedMs - beforeMs) / (trueMs - trueBeforeMs) - 1)).toBeLessThan(0.03);
        [beforeMs, trueBeforeMs] = [placedMs, trueMs];
      });
    }),
    { seed: SEED, numRuns: 40 },
  );
});

test('the error of the clock is not told before its standard error allows it, and is then as sure as it says', () => {
  const errors: number[] = [];
  for (let i = 0; i < 60; i++) {
    const plan: DeliveryPlan = { ...drawDelivery(seededRandom(SEED + i)), wanderPpm: 0 };
    const early = follow(deliver(plan, seededRandom(i), 0, 20_000)).clock;
    expect(clockErrorPpm(early)).toBeNull();
    const { clock } = follow(deliver(plan, seededRandom(i), 0, 4 * MINUTE_MS));
    errors.push(Math.abs(clockErrorPpm(clock)! - plan.ppm) / clockErrorSigmaPpm(clock));
  }
  expect(clockErrorPpm(initialDeviceClock())).toBeNull();
  expect(quantile(errors, 0.68)).toBeLessThan(1.5);
  expect(quantile(errors, 0.95)).toBeLessThan(3);
});
