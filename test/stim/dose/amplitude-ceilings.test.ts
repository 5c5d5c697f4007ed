import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { unconstrained } from '../../../host/stim/dose/constraint.ts';
import { doseMetrics } from '../../../host/stim/dose/dose.ts';
import { applyLimit, doseMeasures } from '../../../host/stim/dose/dose-limits.ts';
import { atLevel, symmetricBiphasic } from '../../../host/stim/dose/pattern.ts';
import { iecRmsLimitUa } from '../../../host/stim/dose/standards.ts';
import type { HardCeilings } from '../../../protocol/hard-ceilings.ts';
import { limit } from '../../../protocol/limits.ts';

interface Row {
  readonly phase_us: number;
  readonly f_hz: number;
  readonly area_cm2: number;
  readonly by_iec_rms_mA: number;
  readonly by_2mA_cm2: number;
  readonly by_0_25W_cm2: number;
  readonly by_300mJ: number;
  readonly by_20uC: number;
}
const { rows } = JSON.parse(
  readFileSync(new URL('../../fixtures/amplitude_ceilings.json', import.meta.url), 'utf8'),
) as {
  rows: readonly Row[];
};

/** Far above every ceiling of the table, so that each rule has something to tighten. */
const LEVEL_UA = 20_000_000;

function ceilingUa(row: Row, id: keyof HardCeilings, bound: number): number {
  const pattern = atLevel(symmetricBiphasic(row.phase_us), LEVEL_UA);
  const input = {
    pattern,
    rateMillihertz: row.f_hz * 1000,
    padAreaMm2: row.area_cm2 * 100,
    contactPermille: 1000,
    dutyPermille: 1000,
  };
  const measure = doseMeasures(input, doseMetrics(input))[id]!;
  const only = { ...limit(id), hard: bound, prescription: bound };
  return applyLimit(unconstrained(LEVEL_UA), only, measure, LEVEL_UA).permittedUa;
}

test.each(rows.map((row) => [`${row.phase_us} us, ${row.f_hz} Hz, ${row.area_cm2} cm2`, row] as const))(
  '%s: each rule gives its ceiling',
  (_name, row) => {
    const iecUa = iecRmsLimitUa(row.f_hz * 1000);
    expect(ceilingUa(row, 'rmsCurrentUa', iecUa) / 1000).toBeCloseTo(row.by_iec_rms_mA, 2);
    expect(ceilingUa(row, 'rmsDensityUaPerCm2', 2_000) / 1000).toBeCloseTo(row.by_2mA_cm2, 2);
    expect(ceilingUa(row, 'powerDensityUwPerCm2', 250_000) / 1000).toBeCloseTo(row.by_0_25W_cm2, 2);
    expect(ceilingUa(row, 'pulseEnergyUj', 300_000) / 1000).toBeCloseTo(row.by_300mJ, 2);
    expect(ceilingUa(row, 'phaseChargeNc', 20_000) / 1000).toBeCloseTo(row.by_20uC, 2);
  },
);
