import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparc } from '../../../host/motion/metrics/sparc.ts';
import { SEED } from '../../seeded.ts';

const RATE_HZ = 100;
const minimumJerkSpeed = (u: number): number => (u < 0 || u > 1 ? 0 : 30 * u ** 2 * (1 - u) ** 2);
const reach = (durationS: number, amplitude = 1): number[] =>
  Array.from(
    { length: Math.round(durationS * RATE_HZ) + 1 },
    (_, i) => amplitude * minimumJerkSpeed(i / RATE_HZ / durationS),
  );

describe('smoothness', () => {
  it('does not depend on amplitude', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
        fc.double({ min: 0.5, max: 3, noNaN: true }),
        (amplitude, durationS) => {
          expect(sparc(reach(durationS, amplitude), RATE_HZ)).toBeCloseTo(sparc(reach(durationS), RATE_HZ), 9);
        },
      ),
      { seed: SEED, numRuns: 50 },
    );
  });

  it('does not depend on the clock: the same samples, twice as fast, as long as the band goes with them', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.25, max: 4, noNaN: true }), (faster) => {
        const speed = reach(1.3);
        expect(sparc(speed, RATE_HZ * faster, { highestHz: 10 * faster })).toBeCloseTo(sparc(speed, RATE_HZ), 9);
      }),
      { seed: SEED, numRuns: 50 },
    );
  });

  it('hardly depends on how long a minimum-jerk movement takes', () => {
    for (const durationS of [0.6, 1, 2, 3]) expect(sparc(reach(durationS), RATE_HZ)).toBeCloseTo(-1.41, 1);
  });

  it('falls with every stop on the way', () => {
    const stops = [1, 2, 3, 4].map((pieces) =>
      sparc(Array.from({ length: pieces }, () => reach(2 / pieces)).flat(), RATE_HZ),
    );
    for (let i = 1; i < stops.length; i++) expect(stops[i]).toBeLessThan(stops[i - 1]! - 0.2);
  });
});
