import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { doseMetrics } from '../../../host/stim/dose/dose.ts';
import { sessionTotals, steadyRate } from '../../../host/stim/dose/dose-total.ts';
import type { Segment } from '../../../host/stim/dose/pattern.ts';
import { SEGMENTS_MAX } from '../../../host/stim/dose/pattern.ts';
import { HARD_CEILINGS } from '../../../protocol/limits.ts';

const SEED = Number(process.env.LIMBER_SEED ?? 20_261_122);
const { peakCurrentUa, phaseMinUs, phaseMaxUs, rateMinMillihertz, rateMaxMillihertz, sessionMs } = HARD_CEILINGS;

const segment: fc.Arbitrary<Segment> = fc.record({
  currentUa: fc.integer({ min: -peakCurrentUa, max: peakCurrentUa }),
  widthUs: fc.integer({ min: 1, max: 0xffff }),
});
const pattern = fc.array(segment, { minLength: 1, maxLength: SEGMENTS_MAX });
const sumOf = (parts: readonly Segment[], term: (i: bigint, t: bigint) => bigint): bigint =>
  parts.reduce((sum, { currentUa, widthUs }) => sum + term(BigInt(currentUa), BigInt(widthUs)), 0n);
const metricsOf = (parts: readonly Segment[]) =>
  doseMetrics({ pattern: parts, rateMillihertz: 1_000, padAreaMm2: 2_500, contactPermille: 1000, dutyPermille: 1000 });

describe(`doses are integers (seed ${SEED})`, () => {
  test('the sums over a pulse are exact for every pattern a band could be sent', () => {
    fc.assert(
      fc.property(pattern, (parts) => {
        const metrics = metricsOf(parts);
        const exact = [
          [metrics.netChargePc, sumOf(parts, (i, t) => i * t)],
          [metrics.absoluteChargePc, sumOf(parts, (i, t) => (i < 0n ? -i : i) * t)],
          [metrics.squareUa2Us, sumOf(parts, (i, t) => i * i * t)],
        ] as const;
        for (const [computed, expected] of exact) {
          expect(Number.isSafeInteger(computed)).toBe(true);
          expect(BigInt(computed)).toBe(expected);
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  test('the charge of a phase is the largest run of one sign, and the swing is never less', () => {
    fc.assert(
      fc.property(pattern, (parts) => {
        const { phaseChargePc, chargeSwingPc, absoluteChargePc, netChargePc } = metricsOf(parts);
        const alone = parts.map(({ currentUa, widthUs }) => Math.abs(currentUa) * widthUs);
        expect(phaseChargePc).toBeGreaterThanOrEqual(Math.max(...alone));
        expect(chargeSwingPc).toBeGreaterThanOrEqual(phaseChargePc);
        expect(chargeSwingPc).toBeGreaterThanOrEqual(Math.abs(netChargePc));
        expect(chargeSwingPc).toBeLessThanOrEqual(absoluteChargePc);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  test('the most that the hard ceilings leave to a session is far from what a number holds', () => {
    const pulses = (sessionMs / 1000) * (rateMaxMillihertz / 1000);
    const mostPc = peakCurrentUa * phaseMaxUs * SEGMENTS_MAX * pulses;
    expect(mostPc).toBeLessThan(Number.MAX_SAFE_INTEGER / 8);
  });

  test('totals over ramps at a steady rate are those of the formula: hold + (up + down) / 2, thirds for energy', () => {
    const plan = fc.record({
      currentUa: fc.integer({ min: 1_000, max: peakCurrentUa }),
      widthUs: fc.integer({ min: phaseMinUs, max: phaseMaxUs }),
      rateMillihertz: fc.integer({ min: rateMinMillihertz, max: rateMaxMillihertz }),
      durationMs: fc.integer({ min: 6_000, max: 360_000 }).map((tens) => tens * 10),
      rampUpMs: fc.integer({ min: 0, max: 2_000 }).map((tens) => tens * 10),
      rampDownMs: fc.integer({ min: 0, max: 500 }).map((tens) => tens * 10),
    });
    fc.assert(
      fc.property(plan, ({ currentUa, widthUs, rateMillihertz, ...times }) => {
        const parts = [
          { currentUa, widthUs },
          { currentUa: -currentUa, widthUs },
        ];
        const metrics = metricsOf(parts);
        const totals = sessionTotals(metrics, { ...times, sweep: steadyRate(rateMillihertz) });
        for (const value of Object.values(totals)) expect(Number.isSafeInteger(value)).toBe(true);
        const ramps = times.rampUpMs + times.rampDownMs;
        const fullS = (times.durationMs - ramps / 2) / 1000;
        const squareS = (times.durationMs - (2 * ramps) / 3) / 1000;
        const rateHz = rateMillihertz / 1000;
        expect(Math.abs(totals.absoluteChargeNc - (metrics.absoluteChargePc / 1000) * rateHz * fullS)).toBeLessThan(1);
        const energyUj = metrics.pulseEnergyUj * rateHz * squareS;
        // The midpoint rule is off by h^2 / 12 L for each ramp of length L: under 2 ms of full power with h = 10 ms.
        expect(Math.abs(totals.energyUj - energyUj)).toBeLessThan(1 + 0.002 * metrics.pulseEnergyUj * rateHz);
        expect(totals.equivalentMs).toBe(Math.round(fullS * 1000));
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test('a phase that is cut, or has a gap, is one phase; the peak may be negative', () => {
    const parts = [300, 0, 300, -700, -200].map((currentUa) => ({ currentUa, widthUs: 100 }));
    expect(metricsOf(parts)).toMatchObject({ phaseChargePc: 90_000, chargeSwingPc: 90_000, peakCurrentUa: 700 });
    expect(metricsOf(parts.slice(1, 2))).toMatchObject({ phaseChargePc: 0, chargeSwingPc: 0, peakCurrentUa: 0 });
    expect(metricsOf(parts.slice(0, 3))).toMatchObject({ phaseChargePc: 60_000, peakCurrentUa: 300 });
  });

  test('half a second of each gives half the power', () => {
    const input = { pattern: [{ currentUa: 1_000, widthUs: 1_000 }], rateMillihertz: 10_000, padAreaMm2: 2_500 };
    const half = doseMetrics({ ...input, contactPermille: 1000, dutyPermille: 500 });
    expect(half).toMatchObject({ netDcUa: 5, averageRectifiedUa: 5, meanPowerUw: 2.5 });
  });

  test.each([
    ['one after the other', 500, 500, 500],
    ['that overlap', 800, 500, 385],
  ])('ramps %s leave no level between them', (_name, rampUpMs, rampDownMs, equivalentMs) => {
    const metrics = metricsOf([{ currentUa: 1_000, widthUs: 100 }]);
    const plan = { durationMs: 1_000, rampUpMs, rampDownMs, sweep: steadyRate(100_000) };
    expect(sessionTotals(metrics, plan)).toMatchObject({ pulses: 100, equivalentMs });
  });

  test('a session shorter than a step of the sum is one step, at its middle', () => {
    const metrics = metricsOf([{ currentUa: 80_000, widthUs: 500 }]);
    const times = { durationMs: 4, rampUpMs: 4, rampDownMs: 0 };
    expect(sessionTotals(metrics, { ...times, sweep: steadyRate(1_000_000) })).toEqual({
      pulses: 4,
      absoluteChargeNc: 80_000,
      energyUj: 1_600,
      equivalentMs: 2,
    });
  });

  test.each([
    ['a fraction of a uA', { currentUa: 1.5, widthUs: 100 }],
    ['not a number', { currentUa: Number.NaN, widthUs: 100 }],
    ['a width of nothing', { currentUa: 1, widthUs: 0 }],
  ])('%s is no dose', (_name, part) => expect(() => metricsOf([part])).toThrow(RangeError));
});
