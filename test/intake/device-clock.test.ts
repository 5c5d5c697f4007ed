import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clockErrorPpm, initialDeviceClock, observeArrival, toHostMs } from '../../host/intake/device-clock.ts';
import { SEED } from '../seeded.ts';

interface World {
  readonly ppm: number;
  readonly startUs: number;
  readonly seconds: number;
  /** Delay of the i-th frame, ms. */
  readonly delayMs: (index: number) => number;
}

const FRAME_MS = 1000 / 34.7;

/** Feeds frames of a clock that is `ppm` fast. @returns error of the mapping after each frame, ms. */
function follow({ ppm, startUs, seconds, delayMs }: World): { errors: number[]; ppm: number | null } {
  const clock = initialDeviceClock();
  const errors: number[] = [];
  for (let index = 0; index * FRAME_MS < seconds * 1000; index++) {
    const trueMs = index * FRAME_MS;
    const deviceUs = startUs + trueMs * 1000 * (1 + ppm * 1e-6);
    observeArrival(clock, Math.round(deviceUs) >>> 0, trueMs + delayMs(index));
    errors.push(toHostMs(clock, clock.deviceMs) - trueMs);
  }
  return { errors, ppm: clockErrorPpm(clock) };
}

const jitter = (seed: number): ((index: number) => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 3 + 27 * (state / 2 ** 32);
  };
};

test('two clocks 100 ppm apart are aligned within 3 ms after 15 s of jittered delivery, across the wrap of the ticks', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.nat(),
      (ppm, startUs, seed) => {
        const { errors, ppm: found } = follow({ ppm, startUs, seconds: 90, delayMs: jitter(seed) });
        const settled = errors.slice(Math.ceil((15 * 1000) / FRAME_MS));
        expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(3);
        expect(Math.min(...settled)).toBeGreaterThan(0);
        expect(Math.abs(found! - ppm)).toBeLessThan(60);
      },
    ),
    { seed: SEED, numRuns: 40 },
  );
});

test('the mapping never runs backwards, not even after a minute of clogged radio', () => {
  const clogged = (index: number): number => (index > 300 && index < 2300 ? 400 : 5);
  const clock = initialDeviceClock();
  let beforeMs = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < 5000; index++) {
    const trueMs = index * FRAME_MS;
    observeArrival(clock, Math.round(trueMs * 1000) >>> 0, trueMs + clogged(index));
    const mapped = toHostMs(clock, clock.deviceMs);
    expect(mapped).toBeGreaterThan(beforeMs);
    beforeMs = mapped;
  }
});
