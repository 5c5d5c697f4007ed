import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dtw, dtwPath, dtwSubsequence, type Series, seriesOf } from '../../../host/motion/templates/dtw.ts';
// Made with dtaidistance 2.x @1a08caa (Apache-2.0) and, for `yb_sdtw`, the equations of Yurtman and Barshan 2014.
import fixture from '../../fixtures/dtw.json' with { type: 'json' };
import { SEED } from '../../seeded.ts';

type Rows = readonly (number | readonly number[])[];

const series = (rows: Rows): Series =>
  seriesOf(Float64Array.from(rows.flat()), Array.isArray(rows[0]) ? rows[0].length : 1);

describe('the same distances as dtaidistance', () => {
  test.each(fixture.cases.map((one) => [one.name, one] as const))('%s', (_, { a, b, opts, distance, path }) => {
    expect(Math.abs(dtw(series(a), series(b), opts) - distance)).toBeLessThan(1e-9);
    if (path) expect(dtwPath(series(a), series(b))).toEqual(path);
  });

  test.each(fixture.subsequence.map((one) => [one.name, one] as const))('subsequence %s', (_, one) => {
    const found = dtwSubsequence(series(one.query), series(one.series));
    expect(Math.abs(found.sumOfSquares - one.yb_sdtw.sum_sq)).toBeLessThan(1e-9);
    expect([found.from, found.to]).toEqual([one.yb_sdtw.m1, one.yb_sdtw.m2]);
  });
});

const some = fc
  .array(fc.float({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 20 })
  .map((values) => seriesOf(Float64Array.from(values), 1));

test('symmetric; zero for what is only slower; a subsequence is never farther than the whole', () => {
  fc.assert(
    fc.property(some, some, (a, b) => {
      expect(dtw(a, b)).toBeCloseTo(dtw(b, a), 9);
      const slower = seriesOf(Float64Array.from([...a.values].flatMap((value) => [value, value])), 1);
      expect(dtw(a, slower)).toBe(0);
      expect(Math.sqrt(dtwSubsequence(a, b).sumOfSquares)).toBeLessThanOrEqual(dtw(a, b) + 1e-9);
    }),
    { seed: SEED },
  );
});
