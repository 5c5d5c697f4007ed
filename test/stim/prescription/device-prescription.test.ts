import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEMONSTRATION_PRESCRIPTION } from '../../../host/stim/prescription/demonstration-prescription.ts';
import { devicePrescription, sealedOf } from '../../../host/stim/prescription/device-prescription.ts';
import type { Prescription } from '../../../host/stim/prescription/prescription.ts';
import { parsePrescription } from '../../../host/stim/prescription/prescription.ts';
import { decodeSealedPrescription } from '../../../protocol/generated/device-wire.ts';
import { encodeSealedPrescription } from '../../../protocol/message.ts';

const SEED = Number(process.env.LIMBER_SEED ?? 20_261_122);
const HASH = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

function prescriptionWith(changes: Partial<Prescription> = {}): Prescription {
  const parsed = parsePrescription(DEMONSTRATION_PRESCRIPTION);
  if (parsed.kind === 'Refused') throw new Error('the demonstration was refused');
  return { ...parsed.prescription, ...changes };
}

test('a symmetric pulse travels as its phase', () => {
  const numbers = devicePrescription(prescriptionWith())!;
  expect(numbers).toMatchObject({ phaseUs: 200, rateMillihertz: 100_000, ceilingUa: 25_000, sessionsPerDay: 12 });
  expect(numbers.pattern).toHaveLength(0);
});

test('every number of the prescription arrives under its own name', () => {
  const own = {
    device: 'band-7',
    site: 'hip-left',
    padAreaMm2: 3_001,
    rateMillihertz: 90_002,
    ceilingUa: 21_003,
    sessionMs: 60_004,
    dayMs: 90_005,
    sessionsPerDay: 6,
    presenceMs: 70_007,
    issuedAtS: 1_000,
    expiresAtS: 2_000,
  };
  const numbers = { ...own, phaseUs: 200, pattern: new Uint8Array(0), totalMs: 90_005 };
  expect(devicePrescription(prescriptionWith(own))).toEqual(numbers);
  const { device, presenceMs: _host, ...sealed } = numbers;
  expect(sealedOf(prescriptionWith({ ...own, revision: 9 }), HASH)).toEqual({
    ...sealed,
    revision: 9,
    prescriptionHash: HASH,
    deviceId: device,
  });
});

test('a composite pulse travels as its segments, with the longest that has current as its phase', () => {
  const pattern = [
    { sharePermille: 250, widthUs: 100 },
    { sharePermille: -250, widthUs: 100 },
    { sharePermille: 0, widthUs: 900 },
    { sharePermille: 1000, widthUs: 300 },
    { sharePermille: -1000, widthUs: 300 },
  ];
  const numbers = devicePrescription(prescriptionWith({ pattern }))!;
  expect(numbers.phaseUs).toBe(300);
  expect([...numbers.pattern.subarray(0, 8)]).toEqual([250, 0, 100, 0, 6, 0xff, 100, 0]);
  expect(numbers.pattern).toHaveLength(20);
});

test.each([
  ['33 segments', Array.from({ length: 33 }, () => ({ sharePermille: 1000, widthUs: 50 })), 1_000],
  ['a segment that 16 bits cannot tell', [{ sharePermille: 1000, widthUs: 65_536 }], 1_000],
  ['a pattern as long as its period', [{ sharePermille: 1000, widthUs: 10_000 }], 100_000],
])('%s: no band forms it', (_name, pattern, rateMillihertz) => {
  const prescription = prescriptionWith({ pattern, rateMillihertz });
  expect(devicePrescription(prescription)).toBeNull();
  expect(() => sealedOf(prescription, HASH)).toThrow(RangeError);
});

test.each([
  ['one second', 1, 1_000],
  ['one day', 86_400, 1_000],
  ['a day and a second', 86_401, 2_000],
  ['a week', 7 * 86_400, 7_000],
])('all output of %s is a day of output for each day begun', (_name, validS, totalMs) => {
  const numbers = devicePrescription(prescriptionWith({ issuedAtS: 5_000, expiresAtS: 5_000 + validS, dayMs: 1_000 }));
  expect(numbers).toMatchObject({ totalMs });
});

test('all output of decades is what 32 bits hold, never less than nothing and never wrapped round', () => {
  expect(devicePrescription(prescriptionWith())).toMatchObject({ totalMs: 4_294_967_295 });
});

const part = fc.record({
  sharePermille: fc.integer({ min: -1000, max: 1000 }),
  widthUs: fc.integer({ min: 1, max: 500 }),
});

test(`what is sealed is what the band reads, number for number (seed ${SEED})`, () => {
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 32 }),
      fc.integer({ min: 1, max: 80_000 }),
      fc.integer({ min: 1, max: 2 ** 32 - 1 }),
      (pattern, ceilingUa, dayMs) => {
        const prescription = prescriptionWith({ pattern, ceilingUa, dayMs, rateMillihertz: 1_000 });
        const sealed = sealedOf(prescription, HASH);
        const read = decodeSealedPrescription(encodeSealedPrescription(sealed))!;
        expect({ ...read, pattern: [...read.pattern], prescriptionHash: [...read.prescriptionHash] }).toEqual({
          ...sealed,
          pattern: [...sealed.pattern],
          prescriptionHash: [...HASH],
        });
      },
    ),
    { seed: SEED, numRuns: 200 },
  );
});
