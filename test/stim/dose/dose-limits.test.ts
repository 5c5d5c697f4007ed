import { describe, expect, test } from 'vitest';
import { unconstrained } from '../../../host/stim/dose/constraint.ts';
import { doseMetrics } from '../../../host/stim/dose/dose.ts';
import {
  applyLimit,
  applyLimits,
  boundWords,
  doseMeasures,
  limitAdvice,
  recommendedUa,
} from '../../../host/stim/dose/dose-limits.ts';
import { type LimitId, limit } from '../../../protocol/limits.ts';

/** 10 mA 100 us, then -9.9 mA 100 us. */
const INPUT = {
  pattern: [
    { currentUa: 10_000, widthUs: 100 },
    { currentUa: -9_900, widthUs: 120 },
  ],
  rateMillihertz: 50_000,
  padAreaMm2: 2_500,
  contactPermille: 1000,
  dutyPermille: 1000,
};
const judged = (id: LimitId, value: number, power: 0 | 1 | 2 = 1) =>
  applyLimit(unconstrained(10_000), limit(id), { value, power }, 10_000);

describe('a dose against the table', () => {
  test('each row looks at its own quantity, and knows how that grows with the level', () => {
    const metrics = doseMetrics(INPUT);
    expect(doseMeasures(INPUT, metrics)).toEqual({
      peakCurrentUa: { value: 10_000, power: 1 },
      phaseMinUs: { value: 100, power: 0 },
      phaseMaxUs: { value: 120, power: 0 },
      rateMinMillihertz: { value: 50_000, power: 0 },
      rateMaxMillihertz: { value: 50_000, power: 0 },
      phaseChargeNc: { value: 1_188, power: 1 },
      rmsCurrentUa: { value: metrics.rmsCurrentUa, power: 1 },
      rmsDensityUaPerCm2: { value: metrics.rmsCurrentUa / 25, power: 1 },
      powerDensityUwPerCm2: { value: metrics.powerDensityUwCm2, power: 2 },
      pulseEnergyUj: { value: metrics.pulseEnergyUj, power: 2 },
      netChargePermille: { value: (1000 * 188) / 1_188, power: 0 },
      netChargeNc: { value: 188, power: 1 },
      dcDensityUaPerCm2: { value: (188 * 50) / 1000 / 25, power: 1 },
      padAreaMinMm2: { value: 2_500, power: 0 },
    });
  });

  test('gaps are no phases, however short; a pulse without charge has no net charge', () => {
    const measured = (...pattern: { currentUa: number; widthUs: number }[]) => {
      const input = { ...INPUT, pattern };
      return doseMeasures(input, doseMetrics(input));
    };
    const faint = measured(
      { currentUa: 1, widthUs: 30 },
      { currentUa: 0, widthUs: 10 },
      { currentUa: -5, widthUs: 60 },
    );
    expect(faint.phaseMinUs).toEqual({ value: 30, power: 0 });
    expect(measured({ currentUa: 0, widthUs: 10 }).netChargePermille).toEqual({ value: 0, power: 0 });
    expect(measured({ currentUa: 1, widthUs: 1 }).netChargePermille).toEqual({ value: 1000, power: 0 });
  });

  test.each<[LimitId, number, string]>([
    ['peakCurrentUa', 70_000, 'peak current 70 mA is above what may be prescribed, 60 mA'],
    ['peakCurrentUa', 81_000, 'peak current 81 mA is above what a band can do, 80 mA'],
    ['phaseMinUs', 45, 'shortest phase 45 us is below what may be prescribed, 50 us'],
    ['rateMaxMillihertz', 201_000, 'highest rate 201 Hz is above what a band can do, 200 Hz'],
    ['phaseChargeNc', 21_000, 'charge of a phase 21 uC is above what may be prescribed, 20 uC'],
    [
      'rmsDensityUaPerCm2',
      2_100,
      'rms current density, contact-corrected 2.1 mA/cm2 is above what a band can do, 2 mA/cm2',
    ],
    [
      'powerDensityUwPerCm2',
      126_000,
      'mean power density into 500 ohm 126 mW/cm2 is above what may be prescribed, 125 mW/cm2',
    ],
    ['pulseEnergyUj', 6_000, 'energy of a pulse into 500 ohm 6 mJ is above what may be prescribed, 5 mJ'],
    ['netChargePermille', 25, 'net charge of a pulse, part of its phase charge 2.5 % is above what a band can do, 2 %'],
    ['padAreaMinMm2', 1_500, 'smallest pad 15 cm2 is below what a band can do, 16 cm2'],
    ['sessionMs', 2_400_000, 'one session 40 min is above what may be prescribed, 30 min'],
    ['sessionMs', 2_400_301, 'one session 40.01 min is above what may be prescribed, 30 min'],
    ['sessionsPerDay', 49, 'sessions of a day 49 sessions is above what a band can do, 48 sessions'],
  ])('%s of %s: said in the units that people reckon in', (id, value, text) => {
    const { reasons } = judged(id, value);
    expect(reasons.map((reason) => reason.text)).toEqual([text]);
    expect(reasons[0]).toMatchObject({ source: limit(id).source });
  });

  test('a number that is its bound is inside, and one that only rounding took beyond', () => {
    for (const id of ['peakCurrentUa', 'phaseMaxUs', 'padAreaMinMm2'] as const) {
      const { bound, prescription } = limit(id);
      const outward = bound === 'most' ? 1 : -1;
      expect(judged(id, prescription).reasons).toEqual([]);
      expect(judged(id, prescription + outward * 1e-6, 0).reasons).toEqual([]);
      expect(judged(id, prescription + outward * 1e-3).reasons).toHaveLength(1);
    }
  });

  test('what depends on the level leaves a lower one: in proportion, or by the root; what does not leaves none', () => {
    expect(judged('peakCurrentUa', 120_000, 1).permittedUa).toBe(5_000);
    expect(judged('pulseEnergyUj', 20_000, 2).permittedUa).toBe(5_000);
    expect(judged('phaseMaxUs', 401, 0).permittedUa).toBe(0);
  });

  test('the ring that is named may be the hard one, the level left is the prescription’s', () => {
    expect(judged('rmsCurrentUa', 50_000)).toMatchObject({
      permittedUa: 5_000,
      strictest: { rule: 'hard.rmsCurrentUa' },
    });
  });

  test('all rows at once, each with its reason', () => {
    const measures = {
      peakCurrentUa: { value: 90_000, power: 1 },
      phaseChargeNc: { value: 40_000, power: 1 },
    } as const;
    const { reasons, permittedUa, strictest } = applyLimits(unconstrained(90_000), measures, 90_000);
    expect(reasons.map(({ rule }) => rule)).toEqual(['hard.peakCurrentUa', 'hard.phaseChargeNc']);
    expect({ permittedUa, strictest: strictest?.rule }).toEqual({
      permittedUa: 45_000,
      strictest: 'hard.phaseChargeNc',
    });
  });
});

describe('what is recommended', () => {
  test('is noted outside its range, but not where the dose is refused anyway', () => {
    const noted = (value: number) => limitAdvice({ peakCurrentUa: { value, power: 1 } }).map(({ text }) => text);
    expect(noted(40_000)).toEqual([]);
    expect(noted(40_001)).toEqual(['peak current 40 mA is outside the recommended 40 mA']);
    expect(noted(60_000)).toHaveLength(1);
    expect(noted(60_001)).toEqual([]);
  });

  test('leaves the highest level inside of all of it; what no level changes does not count', () => {
    const level = (value: number, power: 0 | 1 | 2) => recommendedUa({ pulseEnergyUj: { value, power } }, 10_000);
    expect(level(2_000, 2)).toBe(10_000);
    expect(level(8_000, 2)).toBe(5_000);
    expect(level(4_000, 1)).toBe(5_000);
    expect(level(8_000, 0)).toBe(10_000);
    expect(recommendedUa({}, 10_000)).toBe(10_000);
    // Down to the uA below, but not for what only rounding took beyond.
    expect(level(6_000, 1)).toBe(3_333);
    expect(level(2_000 + 5e-7, 1)).toBe(10_000);
  });

  test('the bound for prescriptions in words', () => {
    expect(boundWords(limit('phaseChargeNc'))).toBe('charge of a phase, at most 20 uC');
    expect(boundWords(limit('padAreaMinMm2'))).toBe('smallest pad, at least 16 cm2');
  });
});
