import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CURVE_PERIOD_MS, decodeCurve, encodeCurve, thinOut } from '../../host/records/samples/angle-curve.ts';
import { SEED } from '../seeded.ts';

it('comes back to the millisecond and to a hundredth of a degree', () => {
  const point = fc.tuple(fc.nat(4e9), fc.double({ min: -180, max: 180, noNaN: true }));
  fc.assert(
    fc.property(fc.array(fc.array(point, { maxLength: 20 }), { maxLength: 4 }), (chunks) => {
      const curves = chunks.map((points) => ({
        tMs: Float64Array.from(points, ([tMs]) => tMs),
        angleDeg: Float64Array.from(points, ([, angleDeg]) => angleDeg),
      }));
      const back = decodeCurve(curves.map(encodeCurve));
      const points = chunks.flat();
      expect([...back.tMs]).toEqual(points.map(([tMs]) => tMs));
      for (const [i, [, angleDeg]] of points.entries())
        expect(Math.abs(back.angleDeg[i]! - angleDeg)).toBeLessThan(0.0051);
    }),
    { seed: SEED },
  );
});

it('keeps 20 points a second of any rate, however the samples are batched, and starts anew after a gap', () => {
  for (const rateHz of [52, 104, 208]) {
    const tMs = Float64Array.from(
      { length: 10 * rateHz },
      (_, i) => (1000 * i) / rateHz + (i > 5 * rateHz ? 60_000 : 0),
    );
    const [, whole] = thinOut(0, tMs);
    let due = 0;
    const batched: number[] = [];
    for (let from = 0; from < tMs.length; from += 7) {
      const [next, kept] = thinOut(due, tMs.subarray(from, from + 7));
      due = next;
      batched.push(...kept.map((i) => from + i));
    }
    expect(batched).toEqual(whole);
    expect(Math.abs(whole.length - (10 * 1000) / CURVE_PERIOD_MS)).toBeLessThanOrEqual(2);
  }
});
