import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measured } from '../../../host/motion/metrics/measure.ts';
import { symmetry, symmetryAnglePct, symmetryIndexPct, symmetryOfReps } from '../../../host/motion/metrics/symmetry.ts';
import { seededRandom } from '../../../sim/random.ts';
import { SEED } from '../../seeded.ts';

const positive = fc.double({ min: 0.01, max: 1e4, noNaN: true });

describe('symmetry', () => {
  it('changes its sign when the sides change places, and is 0 where they are alike', () => {
    fc.assert(
      fc.property(positive, positive, (left, right) => {
        expect(symmetryIndexPct(left, right)).toBeCloseTo(-symmetryIndexPct(right, left), 9);
        expect(symmetryAnglePct(left, right)).toBeCloseTo(-symmetryAnglePct(right, left), 9);
        expect(symmetryIndexPct(left, left)).toBe(0);
      }),
      { seed: SEED },
    );
  });

  it('stays within its bounds, the angle below the index', () => {
    fc.assert(
      fc.property(positive, positive, (left, right) => {
        expect(Math.abs(symmetryIndexPct(left, right))).toBeLessThanOrEqual(200);
        expect(Math.abs(symmetryAnglePct(left, right))).toBeLessThanOrEqual(50);
        expect(Math.abs(symmetryAnglePct(left, right))).toBeLessThanOrEqual(
          Math.abs(symmetryIndexPct(left, right)) + 1e-9,
        );
      }),
      { seed: SEED },
    );
    fc.assert(
      fc.property(fc.double({ min: -1e3, max: 1e3, noNaN: true }), positive, (left, right) => {
        expect(Math.abs(symmetryAnglePct(left, right))).toBeLessThanOrEqual(100);
      }),
      { seed: SEED },
    );
  });

  it('knows how uncertain it is', () => {
    const random = seededRandom(SEED);
    const told = symmetry(measured(80, 2), measured(72, 3), 'right');
    const drawn = Array.from({ length: 4000 }, () =>
      symmetry(measured(80 + 2 * random.gaussian(), 0), measured(72 + 3 * random.gaussian(), 0), 'right'),
    );
    for (const name of ['symmetryIndexPct', 'limbSymmetryPct', 'gaitAsymmetryPct', 'symmetryAnglePct'] as const) {
      const spread = deviation(drawn.map((one) => one[name].value));
      expect(told[name].sigma / spread, name).toBeGreaterThan(0.9);
      expect(told[name].sigma / spread, name).toBeLessThan(1.1);
    }
    expect(told.limbSymmetryPct.value).toBe(90);
  });

  it('compares the repetitions of either side, where there are enough', () => {
    const side = (deg: number) => [deg - 1, deg, deg + 1, deg].map((value) => measured(value, 0.5));
    const told = symmetryOfReps(side(90), side(81), 'right');
    expect(told?.limbSymmetryPct.value).toBeCloseTo(90, 9);
    expect(told?.limbSymmetryPct.sigma).toBeGreaterThan(0.3);
    expect(symmetryOfReps(side(90), side(81).slice(2), 'right')).toBeUndefined();
  });
});

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
