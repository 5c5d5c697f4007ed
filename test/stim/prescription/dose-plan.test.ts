import fc from 'fast-check';
import { expect, test } from 'vitest';
import { symmetricBiphasic } from '../../../host/stim/dose/pattern.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../../../host/stim/prescription/demonstration-prescription.ts';
import { PLAN_STEP_UA, roomOf, roomTable } from '../../../host/stim/prescription/dose-plan.ts';
import type { Prescription } from '../../../host/stim/prescription/prescription.ts';
import { documentOf, parsePrescription } from '../../../host/stim/prescription/prescription.ts';
import { checkPrescription } from '../../../host/stim/prescription/prescription-check.ts';

const SEED = Number(process.env.LIMBER_SEED ?? 20_261_122);
const CONTEXT = { nowS: 1_800_000_000, person: null, latestRevision: null, contactPermille: 1000, dayUsedMs: 0 };
const parsed = parsePrescription(DEMONSTRATION_PRESCRIPTION);
const DEMONSTRATION = (parsed as { readonly prescription: Prescription }).prescription;

const wish = fc.record({
  phaseUs: fc.integer({ min: 50, max: 400 }),
  primingPermille: fc.integer({ min: 0, max: 999 }),
  rateMillihertz: fc.integer({ min: 1_000, max: 150_000 }),
  padAreaMm2: fc.integer({ min: 1_600, max: 6_000 }),
  contactPermille: fc.integer({ min: 100, max: 1000 }),
});

test(`what is planned is accepted, and not one step more; what is recommended is noted for nothing that depends on current (seed ${SEED})`, () => {
  fc.assert(
    fc.property(wish, ({ phaseUs, primingPermille, contactPermille, ...numbers }) => {
      const priming = [
        { sharePermille: primingPermille, widthUs: 100 },
        { sharePermille: -primingPermille, widthUs: 100 },
      ];
      const prescription = { ...DEMONSTRATION, ...numbers, pattern: [...priming, ...symmetricBiphasic(phaseUs)] };
      const context = { ...CONTEXT, contactPermille };
      const room = roomOf(prescription, context);
      const at = (ceilingUa: number) =>
        checkPrescription(documentOf({ ...prescription, levelUa: 1, ceilingUa }), context);
      expect(room.permittedUa).toBeGreaterThan(0);
      expect(at(room.permittedUa).verdict).toBe('ACCEPTED');
      expect(at(room.permittedUa + PLAN_STEP_UA).verdict).toBe('REFUSED');
      expect(at(room.permittedUa + PLAN_STEP_UA).constraint.reasons).toContainEqual(room.strictest);
      expect(room.recommendedUa).toBeLessThanOrEqual(room.permittedUa);
      const noted = at(room.recommendedUa).advice.map(({ rule }) => rule);
      expect(noted.filter((rule) => /Current|Charge|Density|Energy/.test(rule))).toEqual([]);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

test('where something refuses whatever the current, there is no room', () => {
  const room = roomOf({ ...DEMONSTRATION, site: 'chest' }, CONTEXT);
  expect(room).toMatchObject({ permittedUa: 0, recommendedUa: 0, strictest: { rule: 'site' } });
});

test('the table has less room for longer phases, higher rates and less contact', () => {
  const { rows, ratesMillihertz } = roomTable({ ...DEMONSTRATION, padAreaMm2: 1_600 }, false, {
    ...CONTEXT,
    contactPermille: 400,
  });
  const permitted = rows.map(({ rooms }) => rooms.map(({ permittedUa }) => permittedUa));
  for (let row = 0; row < permitted.length; row++) {
    for (let column = 0; column < ratesMillihertz.length; column++) {
      const here = permitted[row]![column]!;
      expect(here).toBeLessThanOrEqual(permitted[row - 1]?.[column] ?? here);
      expect(here).toBeLessThanOrEqual(permitted[row]![column - 1] ?? here);
    }
  }
  // 1.5 mA/cm2 on 6.4 cm2: 9.6 mA rms / sqrt(2 * 400 us * 150 Hz)
  expect(permitted.at(-1)?.at(-1)).toBe(27_700);
});
