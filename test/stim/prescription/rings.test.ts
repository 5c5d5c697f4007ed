import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unconstrained } from '../../../host/stim/dose/constraint.ts';
import { doseMetrics } from '../../../host/stim/dose/dose.ts';
import { applyLimit, applyLimits, doseMeasures, limitAdvice } from '../../../host/stim/dose/dose-limits.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../../host/stim/prescription/demonstration-prescription.ts';
import { devicePrescription } from '../../../host/stim/prescription/device-prescription.ts';
import type { PrescriptionDocument } from '../../../host/stim/prescription/prescription.ts';
import { checkPrescription, doseInputOf } from '../../../host/stim/prescription/prescription-check.ts';
import { HARD_CEILINGS, LIMITS, type Limit, limitTableErrors } from '../../../protocol/limits.ts';
import { DEFAULT_SESSION_CONFIG } from '../../../protocol/session.ts';
import { prescriptionFlaw } from '../../../protocol/session-ceiling.ts';

const SEED = Number(process.env.LIMBER_SEED ?? 20_261_122);
const CONTEXT = { nowS: 1_800_000_000, person: null, latestRevision: null, contactPermille: 1000, dayUsedMs: 0 };

/** Three times of four inside of every ring, else anywhere. */
const mostly = (min: number, max: number, leastInside: number, mostInside: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: leastInside, max: mostInside }) },
    { weight: 1, arbitrary: fc.integer({ min, max }) },
  );

/** Balanced by design, around every edge of the table, symmetric and composite. */
const document: fc.Arbitrary<PrescriptionDocument> = fc
  .record({
    phaseUs: mostly(30, 550, 50, 400),
    priming: fc.array(fc.record({ share: fc.integer({ min: 50, max: 1000 }), widthUs: mostly(30, 300, 50, 200) }), {
      maxLength: 4,
    }),
    fields: fc.record({
      rate_millihertz: mostly(300, 220_000, 1_000, 150_000),
      pad_area_mm2: mostly(1_400, 6_000, 1_600, 6_000),
      ceiling_ua: mostly(1, 90_000, 1, 60_000),
      session_ms: mostly(10_000, 4_000_000, 10_000, 1_800_000),
      day_ms: mostly(10_000, 16_000_000, 1_800_000, 10_800_000),
      sessions_per_day: mostly(1, 50, 1, 24),
    }),
  })
  .map(({ phaseUs, priming, fields }) => ({
    ...DEMONSTRATION_PRESCRIPTION,
    ...fields,
    level_ua: 1,
    pattern: [
      ...priming.flatMap(({ share, widthUs }) => pair(share, widthUs)),
      ...(priming.length > 0 ? [{ share_permille: 0, width_us: 100 }] : []),
      ...pair(1000, phaseUs),
    ],
  }));
const pair = (share: number, widthUs: number) => [
  { share_permille: share, width_us: widthUs },
  { share_permille: -share, width_us: widthUs },
];

const within = (row: Limit, value: number, bound: number): boolean =>
  row.bound === 'most' ? value <= bound * (1 + 1e-9) : value >= bound * (1 - 1e-9);

describe(`three rings that nothing loosens (seed ${SEED})`, () => {
  test('I2: what is accepted is inside the hard ring and the prescription’s, by every row; a band agrees', () => {
    let accepted = 0;
    fc.assert(
      fc.property(document, (candidate) => {
        const decision = checkPrescription(candidate, CONTEXT);
        if (decision.verdict === 'REFUSED') return;
        accepted++;
        const prescription = decision.prescription!;
        const input = doseInputOf(prescription, 1000);
        for (const row of LIMITS) {
          const measure = doseMeasures(input, doseMetrics(input))[row.id];
          if (measure === undefined) continue;
          expect(within(row, measure.value, row.hard), row.id).toBe(true);
          expect(within(row, measure.value, row.prescription), row.id).toBe(true);
        }
        expect(prescriptionFlaw(devicePrescription(prescription)!, HARD_CEILINGS)).toBe('');
      }),
      { seed: SEED, numRuns: 4_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  test('I2: what is permitted of a refused one would be inside, too: no lower level is offered that is still too much', () => {
    let offered = 0;
    fc.assert(
      fc.property(document, (candidate) => {
        const { permittedUa } = checkPrescription(candidate, CONTEXT).constraint;
        if (permittedUa === 0) return;
        offered++;
        const lowered = checkPrescription({ ...candidate, ceiling_ua: permittedUa }, CONTEXT);
        // Rounding each segment up can cost the last few uA.
        expect(lowered.constraint.permittedUa).toBeGreaterThanOrEqual(Math.max(1, permittedUa - 10));
        const slightly = checkPrescription({ ...candidate, ceiling_ua: lowered.constraint.permittedUa }, CONTEXT);
        expect(slightly.constraint.permittedUa).toBeGreaterThanOrEqual(lowered.constraint.permittedUa - 10);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
    expect(offered).toBeGreaterThan(100);
  });

  test('a ceiling for prescriptions can loosen no hard one, whatever the table says', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...LIMITS),
        fc.integer({ min: 1, max: 20_000_000 }),
        fc.integer({ min: 1, max: 20_000_000 }),
        fc.constantFrom(0, 1, 2) as fc.Arbitrary<0 | 1 | 2>,
        (row, value, prescription, power) => {
          const measure = { value, power };
          const strict = applyLimit(unconstrained(50_000), { ...row, prescription: row.hard }, measure, 50_000);
          const changed = applyLimit(unconstrained(50_000), { ...row, prescription }, measure, 50_000);
          expect(changed.permittedUa).toBeLessThanOrEqual(strict.permittedUa);
        },
      ),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  test('a recommendation changes nothing that is permitted', () => {
    fc.assert(
      fc.property(document, (candidate) => {
        const decision = checkPrescription(candidate, CONTEXT);
        const refusing = decision.constraint.reasons.map(({ rule }) => rule);
        expect(refusing.filter((rule) => rule.startsWith('recommended.'))).toEqual([]);
        for (const { rule } of decision.advice) {
          const id = rule.split('.')[1];
          expect(refusing).not.toContain(`hard.${id}`);
          expect(refusing).not.toContain(`prescription.${id}`);
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  test('a measure that is not a number is beyond every ring', () => {
    for (const row of LIMITS)
      expect(applyLimit(unconstrained(1), row, { value: Number.NaN, power: 0 }, 1).permittedUa, row.id).toBe(0);
    expect(applyLimits(unconstrained(1), { dayMs: { value: Number.NaN, power: 1 } }, 1).permittedUa).toBe(0);
    expect(limitAdvice({})).toEqual([]);
  });

  test('the table names a source and how sure it is for each row, and the band’s configuration keeps to it', () => {
    expect(limitTableErrors(LIMITS)).toEqual([]);
    expect(LIMITS.every(({ source, certainty }) => source.length > 10 && /^(high|medium|low)$/.test(certainty))).toBe(
      true,
    );
    const rest = LIMITS.find(({ id }) => id === 'restMs')!;
    expect(DEFAULT_SESSION_CONFIG.restMs).toBeGreaterThanOrEqual(rest.prescription);
    expect(DEFAULT_SESSION_CONFIG.restMinMs).toBeGreaterThanOrEqual(rest.hard);
    expect(DEFAULT_SESSION_CONFIG.restPolicy).toBe('proportional');
  });
});
