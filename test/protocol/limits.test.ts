import { describe, expect, test } from 'vitest';
import { HARD_CEILINGS, LIMITS, limit, limitTableErrors } from '../../protocol/limits.ts';
import { symmetricShape } from '../../protocol/pulse-shape.ts';
import { hardCurrentUa } from '../../protocol/session-ceiling.ts';

describe('the table of limits', () => {
  test('is three rings inside each other, each row with its source', () => {
    expect(limitTableErrors(LIMITS)).toEqual([]);
  });

  test.each([
    ['a prescription beyond the hard ceiling', { prescription: 80_001 }],
    ['recommended beyond the prescription', { recommended: 60_001 }],
    ['a fraction', { hard: 80_000.5 }],
    ['nothing', { recommended: 0 }],
    ['not a number', { prescription: Number.NaN }],
    ['no source', { source: '' }],
  ])('does not pass with %s', (_name, changes) => {
    expect(limitTableErrors([{ ...limit('peakCurrentUa'), ...changes }])).not.toEqual([]);
  });

  test('does not pass with a lower bound the wrong way round, or a row twice', () => {
    expect(limitTableErrors([{ ...limit('padAreaMinMm2'), prescription: 1_599 }])).toHaveLength(1);
    expect(limitTableErrors([limit('sessionMs'), limit('sessionMs')])).not.toEqual([]);
  });

  test('gives the band one flat object, a number for each row that it keeps', () => {
    expect(Object.keys(HARD_CEILINGS)).toEqual(LIMITS.filter((row) => row.keeper === 'band').map((row) => row.id));
    expect(HARD_CEILINGS).toMatchObject({
      peakCurrentUa: 80_000,
      phaseChargeNc: 32_000,
      leaseMs: 2_000,
      dayMs: 14_400_000,
    });
    expect(Object.values(HARD_CEILINGS).every((value) => Number.isSafeInteger(value) && value > 0)).toBe(true);
  });

  test('asks nothing of a band that it could not check: energy and power density cannot be reached below its other ceilings', () => {
    const { phaseMinUs, phaseMaxUs, rateMinMillihertz, rateMaxMillihertz, padAreaMinMm2 } = HARD_CEILINGS;
    for (let phaseUs = phaseMinUs; phaseUs <= phaseMaxUs; phaseUs += 10) {
      for (let rate = rateMinMillihertz; rate <= rateMaxMillihertz; rate += 3_500) {
        const peakUa = hardCurrentUa(symmetricShape(phaseUs), rate, padAreaMinMm2, HARD_CEILINGS);
        const pulseUj = 500 * 2 * peakUa ** 2 * phaseUs * 1e-12;
        expect(pulseUj).toBeLessThan(HARD_CEILINGS.pulseEnergyUj);
        expect((pulseUj * rate) / 1000 / (padAreaMinMm2 / 100)).toBeLessThan(HARD_CEILINGS.powerDensityUwPerCm2);
      }
    }
  });
});

describe('the most a band delivers', () => {
  test.each([
    ['peak', {}, 100, 2_500, 80_000],
    ['phase charge', {}, 500, 2_500, 64_000],
    // The table's own rms ceilings lie above what peak and charge leave of a symmetric pulse; stricter ones must hold too.
    // I = 20 mA / sqrt(2 * 500 us * 200 Hz)
    ['rms current', { rmsCurrentUa: 20_000 }, 500, 2_500, 44_721],
    // I = 1 mA/cm2 * 16 cm2 / sqrt(2 * 500 us * 200 Hz)
    ['rms density', { rmsDensityUaPerCm2: 1_000 }, 500, 1_600, 35_777],
  ])('is bounded by %s', (_name, stricter, phaseUs, padAreaMm2, expectedUa) => {
    expect(hardCurrentUa(symmetricShape(phaseUs), 200_000, padAreaMm2, { ...HARD_CEILINGS, ...stricter })).toBe(
      expectedUa,
    );
  });
});
