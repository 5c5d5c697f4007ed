import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptPoints } from '../../host/report/simplified-line.ts';
import { SEED } from '../seeded.ts';

test('a straight line needs its two ends', () => {
  const xs = Array.from({ length: 100 }, (_, i) => i);
  expect(keptPoints({ xs, ys: xs.map((x) => 3 * x) }, 0.1)).toEqual([0, 99]);
  expect(keptPoints({ xs: [0], ys: [1] }, 0.1)).toEqual([0]);
  expect(keptPoints({ xs: [], ys: [] }, 0.1)).toEqual([]);
});

test('whatever the line, no point left out is farther off than the tolerance', () => {
  const heights = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(heights, (ys) => {
      const xs = ys.map((_, i) => i);
      const kept = keptPoints({ xs, ys }, 5);
      for (let k = 1; k < kept.length; k++) {
        const [from, to] = [kept[k - 1]!, kept[k]!];
        for (let i = from; i <= to; i++) {
          const onLine = ys[from]! + ((ys[to]! - ys[from]!) * (i - from)) / (to - from);
          expect(Math.abs(ys[i]! - onLine)).toBeLessThanOrEqual(5 + 1e-9);
        }
      }
    }),
    { seed: SEED },
  );
});
