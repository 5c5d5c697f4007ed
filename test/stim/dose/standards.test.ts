import { describe, expect, test } from 'vitest';
import type { DoseMetrics } from '../../../host/stim/dose/dose.ts';
import { doseMetrics } from '../../../host/stim/dose/dose.ts';
import { iecRmsLimitUa, standardDuties, standardFindings } from '../../../host/stim/dose/standards.ts';
import { HARD_CEILINGS } from '../../../protocol/limits.ts';

const HARMLESS = doseMetrics({
  pattern: [
    { currentUa: 10_000, widthUs: 100 },
    { currentUa: -10_000, widthUs: 100 },
  ],
  rateMillihertz: 50_000,
  padAreaMm2: 2_500,
  contactPermille: 1000,
  dutyPermille: 1000,
});
const found = (changes: Partial<DoseMetrics>, rateMillihertz = 100_000): string[] =>
  standardFindings({ ...HARMLESS, ...changes }, rateMillihertz).map(({ id }) => id);
const asked = (changes: Partial<DoseMetrics>): string[] =>
  standardDuties({ ...HARMLESS, ...changes }).map(({ id }) => id);

describe('the numbers of standards', () => {
  test.each([
    [0.5, 50_000],
    [400, 50_000],
    [400.001, 80_000],
    [1_500, 80_000],
    [1_500.001, 100_000],
  ])('rms current at %s Hz: at most %s uA', (hz, limitUa) => expect(iecRmsLimitUa(hz * 1000)).toBe(limitUa));

  test('every rate that a band has is in the strictest row of that table, and its hard ceiling is below', () => {
    expect(iecRmsLimitUa(HARD_CEILINGS.rateMaxMillihertz)).toBe(50_000);
    expect(HARD_CEILINGS.rmsCurrentUa).toBe(0.8 * 50_000);
  });

  test.each<[string, Partial<DoseMetrics>, Partial<DoseMetrics>]>([
    ['IEC_RMS_CURRENT', { rmsCurrentUa: 50_000 }, { rmsCurrentUa: 50_000.1 }],
    ['IEC_DC_CURRENT', { netDcUa: -80_000 }, { netDcUa: -80_000.1 }],
    ['IEC_PULSE_ENERGY', { pulseEnergyUj: 300_000 }, { pulseEnergyUj: 300_000.1 }],
    ['IEC_CURRENT_DENSITY_ATTENTION', { rmsDensityUaCm2: 2_000 }, { rmsDensityUaCm2: 2_000.1 }],
    ['FDA_POWER_DENSITY', { powerDensityUwCm2: 250_000 }, { powerDensityUwCm2: 250_000.1 }],
    ['DC_DENSITY_ADVICE', { dcDensityUaCm2: -200 }, { dcDensityUaCm2: -200.1 }],
  ])('%s is passed above its number, not at it', (id, at, above) => {
    expect(found(at)).toEqual([]);
    expect(found(above)).toEqual([id]);
    expect(standardFindings({ ...HARMLESS, ...above }, 100_000)[0]!.source.length).toBeGreaterThan(5);
  });

  test('what asks for an indicator of output, into 1 kohm: 10 mA or 10 V rms, 10 mJ a pulse', () => {
    expect(asked({ rmsCurrentUa: 10_000, pulseEnergyUj: 5_000 })).toEqual([]);
    expect(asked({ pulseEnergyUj: 5_000.1 })).toEqual(['IEC_OUTPUT_INDICATOR']);
    expect(asked({ rmsCurrentUa: 10_000.1 })).toEqual(['IEC_OUTPUT_INDICATOR', 'IEC_STATED_OUTPUT']);
  });
});
