import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEMONSTRATION_PRESCRIPTION } from '../../../host/stim/prescription/demonstration-prescription.ts';
import { devicePrescription } from '../../../host/stim/prescription/device-prescription.ts';
import { checkPrescription } from '../../../host/stim/prescription/prescription-check.ts';
import { HARD_CEILINGS } from '../../../protocol/limits.ts';
import { acknowledgementOf, DEFAULT_SESSION_CONFIG, initialSession, stepSession } from '../../../protocol/session.ts';

const SEED = Number(process.env.LIMBER_SEED ?? 20_261_122);
const NOW_S = 1_800_000_000;

const prescription = fc.record({
  phaseUs: fc.integer({ min: 35, max: 520 }),
  rate_millihertz: fc.integer({ min: 400, max: 210_000 }),
  pad_area_mm2: fc.integer({ min: 1_400, max: 6_000 }),
  ceiling_ua: fc.integer({ min: 1, max: 85_000 }),
  session_ms: fc.integer({ min: 9_000, max: 2_000_000 }),
});

test(`what the chain of rules accepts, a band takes; what a band refuses, the chain refuses (seed ${SEED})`, () => {
  let accepted = 0;
  fc.assert(
    fc.property(prescription, ({ phaseUs, ...fields }) => {
      const pattern = [
        { share_permille: 1000, width_us: phaseUs },
        { share_permille: -1000, width_us: phaseUs },
      ];
      const document = { ...DEMONSTRATION_PRESCRIPTION, ...fields, pattern, level_ua: 1 };
      const context = { nowS: NOW_S, person: null, latestRevision: null, contactPermille: 1000, dayUsedMs: 0 };
      const decision = checkPrescription(document, context);
      if (decision.verdict === 'REFUSED') return;
      accepted++;
      const numbers = devicePrescription(decision.prescription!)!;
      const band = initialSession(
        { ...DEFAULT_SESSION_CONFIG, sealRequired: false, contactAtBoot: true },
        1,
        HARD_CEILINGS,
      );
      const command = { kind: 'ARM', counter: 1, boot: 1, nowS: NOW_S, ...numbers } as const;
      stepSession(band, { kind: 'COMMAND', command, authentic: true });
      expect(acknowledgementOf(band)).toMatchObject({ result: 'DONE' });
      expect(band.ceilingUa).toBe(document.ceiling_ua);
    }),
    { seed: SEED, numRuns: 2_000 },
  );
  expect(accepted).toBeGreaterThan(200);
});
