import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEMONSTRATION_PRESCRIPTION } from '../../../host/stim/prescription/demonstration-prescription.ts';
import type { DoseContext } from '../../../host/stim/prescription/dose-context.ts';
import type { DoseDecision } from '../../../host/stim/prescription/prescription-check.ts';
import { checkPrescription } from '../../../host/stim/prescription/prescription-check.ts';

const SEED = Number(process.env.LIMBER_SEED ?? 20_261_122);

const tightening = fc.record({
  rule: fc.constantFrom('screening', 'skin-lock', 'pads.worn', 'titration', 'comfort'),
  text: fc.string(),
  source: fc.constant('test'),
  mostUa: fc.oneof(fc.integer({ min: -5, max: 90_000 }), fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY)),
});
const context: fc.Arbitrary<DoseContext> = fc.record({
  nowS: fc.constantFrom(1_800_000_000, 1, 4_200_000_000),
  person: fc.constantFrom(null, 'simulated-patient', 'p-17'),
  device: fc.constantFrom(null, 'simulated-band', 'band-17'),
  latestRevision: fc.constantFrom(null, 1, 2),
  latestCanonical: fc.constantFrom(null, '{}'),
  contactPermille: fc.integer({ min: 0, max: 1_100 }),
  dayUsedMs: fc.constantFrom(0, 3_550_000, 7_200_000),
  daySessions: fc.integer({ min: 0, max: 13 }),
  also: fc.array(tightening, { maxLength: 4 }),
});
const document = fc
  .record({
    ceiling_ua: fc.integer({ min: 20_000, max: 90_000 }),
    rate_millihertz: fc.integer({ min: 90_000, max: 160_000 }),
    pad_area_mm2: fc.integer({ min: 1_500, max: 4_000 }),
  })
  .map((changes) => ({ ...DEMONSTRATION_PRESCRIPTION, ...changes }));
const property = (run: (asked: unknown, given: DoseContext) => void) =>
  fc.assert(fc.property(document, context, run), { seed: SEED, numRuns: 1_000 });

describe(`the chain of rules (seed ${SEED})`, () => {
  test('one more rule never permits more, and is told when it permits less', () => {
    fc.assert(
      fc.property(document, context, tightening, (asked, given, more) => {
        const before = checkPrescription(asked, given).constraint;
        const after = checkPrescription(asked, { ...given, also: [...(given.also ?? []), more] }).constraint;
        expect(after.permittedUa).toBeLessThanOrEqual(before.permittedUa);
        expect(after.reasons.length).toBeGreaterThanOrEqual(before.reasons.length);
        if (after.permittedUa < before.permittedUa) expect(after.strictest).toMatchObject({ rule: more.rule });
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  test('order changes neither what is permitted nor how many reasons there are', () => {
    property((asked, given) => {
      const there = checkPrescription(asked, given).constraint;
      const back = checkPrescription(asked, { ...given, also: [...(given.also ?? [])].reverse() }).constraint;
      expect(back.permittedUa).toBe(there.permittedUa);
      expect(back.reasons.length).toBe(there.reasons.length);
    });
  });

  test('less contact never permits more', () => {
    fc.assert(
      fc.property(
        document,
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 1000 }),
        (asked, one, other) => {
          const at = (contactPermille: number): number =>
            checkPrescription(asked, { ...ANYBODY, contactPermille }).constraint.permittedUa;
          expect(at(Math.min(one, other))).toBeLessThanOrEqual(at(Math.max(one, other)));
        },
      ),
      { seed: SEED, numRuns: 500 },
    );
  });

  test('a refusal names its reasons, an acceptance has none; the strictest is one of them', () => {
    property((asked, given) => {
      const { verdict, constraint } = checkPrescription(asked, given);
      expect(verdict).toBe(constraint.reasons.length > 0 ? 'REFUSED' : 'ACCEPTED');
      expect(constraint.permittedUa < constraint.askedUa).toBe(verdict === 'REFUSED');
      if (verdict === 'REFUSED') expect(constraint.reasons).toContainEqual(constraint.strictest);
      else expect(constraint.strictest).toBeNull();
    });
  });

  test('a stored decision, decided again from what was stored, is the same decision', () => {
    property((asked, given) => {
      const numbers = { ...given, also: (given.also ?? []).filter(({ mostUa }) => Number.isFinite(mostUa)) };
      const decision = checkPrescription(asked, numbers);
      const stored = JSON.parse(JSON.stringify(decision)) as DoseDecision;
      expect(stored).toEqual(decision);
      expect(checkPrescription(stored.document, stored.context)).toEqual(stored);
    });
  });

  test.each([
    ['now', { nowS: Number.NaN }, 'expired'],
    ['what the day has used', { dayUsedMs: Number.NaN }, 'day-used'],
    ['a day that owes time', { dayUsedMs: -1 }, 'day-used'],
    ['how many sessions there were', { daySessions: Number.NaN }, 'sessions-used'],
    ['the contact', { contactPermille: Number.NaN }, 'contact'],
    ['more contact than there is pad', { contactPermille: 1001 }, 'contact'],
    ['the latest revision', { latestRevision: Number.NaN }, 'superseded'],
  ])('%s unknown: refused, not passed over', (_name, changes, rule) => {
    const decision = checkPrescription(DEMONSTRATION_PRESCRIPTION, { ...ANYBODY, ...changes });
    expect(decision.verdict).toBe('REFUSED');
    expect(decision.constraint.reasons.map((reason) => reason.rule)).toContain(rule);
  });
});

const ANYBODY: DoseContext = {
  nowS: 1_800_000_000,
  person: null,
  latestRevision: null,
  contactPermille: 1000,
  dayUsedMs: 0,
};
