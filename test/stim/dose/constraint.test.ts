import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Constraint } from '../../../host/stim/dose/constraint.ts';
import { atMost, refuse, unconstrained } from '../../../host/stim/dose/constraint.ts';

const SEED = Number(process.env.LIMBER_SEED ?? 20_261_122);
const reason = (rule: string) => ({ rule, text: rule, source: 'test' });
const bound = fc.oneof(
  fc.integer({ min: -10, max: 100_000 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1e9, 0.4),
);
const chain = (askedUa: number, bounds: readonly number[]): Constraint =>
  bounds.reduce((so_far, mostUa, i) => atMost(so_far, mostUa, reason(`rule ${i}`)), unconstrained(askedUa));

describe(`constraints (seed ${SEED})`, () => {
  test('only ever tighten, in whole uA', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90_000 }), fc.array(bound, { maxLength: 12 }), (askedUa, bounds) => {
        let before = unconstrained(askedUa);
        for (const [i, mostUa] of bounds.entries()) {
          const after = atMost(before, mostUa, reason(`rule ${i}`));
          expect(after.permittedUa).toBeLessThanOrEqual(before.permittedUa);
          expect(Number.isSafeInteger(after.permittedUa) && after.permittedUa >= 0).toBe(true);
          before = after;
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test('permit the same in any order, for the same reasons', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90_000 }), fc.array(bound, { maxLength: 8 }), (askedUa, bounds) => {
        const there = chain(askedUa, bounds);
        const back = chain(askedUa, [...bounds].reverse());
        expect(back.permittedUa).toBe(there.permittedUa);
        expect(back.reasons.length).toBe(there.reasons.length);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test('name the strictest and keep the others', () => {
    const constraint = chain(50_000, [60_000, 40_000, 20_000, 30_000]);
    expect(constraint).toMatchObject({ permittedUa: 20_000, strictest: { rule: 'rule 2' } });
    expect(constraint.reasons.map((one) => one.rule)).toEqual(['rule 1', 'rule 2', 'rule 3']);
  });

  test('of equals the first is the strictest, and so is what limits nothing at all', () => {
    expect(chain(50_000, [20_000, 20_000]).strictest?.rule).toBe('rule 0');
    expect(chain(0, [5, 0])).toMatchObject({ permittedUa: 0, strictest: { rule: 'rule 0' } });
  });

  test('a refusal permits nothing, whatever follows', () => {
    const refused = refuse(chain(50_000, [40_000]), reason('no'));
    expect(atMost(refused, 80_000, reason('later'))).toMatchObject({ permittedUa: 0, strictest: { rule: 'no' } });
  });

  test('a rule that permits what is asked, to the uA, is no reason', () => {
    expect(atMost(unconstrained(10), 10, reason('enough')).reasons).toEqual([]);
    expect(atMost(unconstrained(1), 1, reason('enough'))).toMatchObject({ permittedUa: 1, reasons: [] });
    expect(atMost(unconstrained(10), 9, reason('less'))).toMatchObject({ permittedUa: 9, strictest: { rule: 'less' } });
    expect(atMost(unconstrained(10), 1, reason('least')).permittedUa).toBe(1);
    expect(atMost(unconstrained(10), 9.9, reason('part')).permittedUa).toBe(9);
    expect(atMost(unconstrained(0), 5, reason('nothing asked')).reasons).toHaveLength(1);
  });

  test('what is not a number permits nothing', () => {
    expect(atMost(unconstrained(10), Number.NaN, reason('nan')).permittedUa).toBe(0);
    expect(() => unconstrained(Number.NaN)).toThrow(RangeError);
    expect(() => unconstrained(-1)).toThrow(RangeError);
  });
});
