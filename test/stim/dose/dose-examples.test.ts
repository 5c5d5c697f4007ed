import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DoseMetrics } from '../../../host/stim/dose/dose.ts';
import { doseMetrics } from '../../../host/stim/dose/dose.ts';
import { sessionTotals, steadyRate } from '../../../host/stim/dose/dose-total.ts';
import { standardFindings } from '../../../host/stim/dose/standards.ts';

interface Example {
  readonly id: string;
  readonly input: {
    readonly pattern_mA_us: readonly (readonly [number, number])[];
    readonly frequency_hz: number;
    readonly electrode_area_cm2: number;
    readonly worst_second_duty: number;
    readonly contact_fraction: number;
  };
  readonly expected: Readonly<Record<string, number>>;
  readonly expected_violations: readonly string[];
  readonly session_input?: { readonly duration_s: number; readonly ramp_up_s: number; readonly ramp_down_s: number };
  readonly session_expected?: Readonly<Record<string, number>>;
}

const { examples } = JSON.parse(
  readFileSync(new URL('../../fixtures/dose_examples.json', import.meta.url), 'utf8'),
) as {
  examples: readonly Example[];
};

function metricsOf(example: Example): DoseMetrics {
  const { input } = example;
  return doseMetrics({
    pattern: input.pattern_mA_us.map(([ma, us]) => ({ currentUa: Math.round(ma * 1000), widthUs: us })),
    rateMillihertz: input.frequency_hz * 1000,
    padAreaMm2: Math.round(input.electrode_area_cm2 * 100),
    contactPermille: input.contact_fraction * 1000,
    dutyPermille: input.worst_second_duty * 1000,
  });
}

const inFixtureUnits = (metrics: DoseMetrics): Record<string, number> => ({
  pattern_width_us: metrics.patternWidthUs,
  peak_mA: metrics.peakCurrentUa / 1e3,
  peak_V_at_R: metrics.peakVoltageMv / 1e3,
  max_phase_charge_uC: metrics.phaseChargePc / 1e6,
  net_charge_per_pulse_uC: metrics.netChargePc / 1e6,
  net_dc_uA: metrics.netDcUa,
  abs_charge_per_pulse_uC: metrics.absoluteChargePc / 1e6,
  average_rectified_current_mA: metrics.averageRectifiedUa / 1e3,
  rms_current_mA: metrics.rmsCurrentUa / 1e3,
  energy_per_pulse_mJ: metrics.pulseEnergyUj / 1e3,
  mean_power_mW: metrics.meanPowerUw / 1e3,
  contact_area_cm2: metrics.contactAreaCm2,
  charge_density_per_phase_uC_cm2: metrics.phaseChargeDensityUcCm2,
  rms_current_density_mA_cm2: metrics.rmsDensityUaCm2 / 1e3,
  mean_power_density_mW_cm2: metrics.powerDensityUwCm2 / 1e3,
  dc_density_mA_cm2: metrics.dcDensityUaCm2 / 1e3,
  shannon_k: metrics.shannonK,
});

describe('the worked examples', () => {
  test.each(examples.map((example) => [example.id, example] as const))(
    '%s agrees to the last digit given',
    (_id, example) => {
      const computed = inFixtureUnits(metricsOf(example));
      expect(Object.keys(computed).sort()).toEqual(Object.keys(example.expected).sort());
      for (const [name, value] of Object.entries(example.expected)) expect(computed[name], name).toBeCloseTo(value, 9);
    },
  );

  test.each(examples.map((example) => [example.id, example] as const))(
    '%s passes the numbers of standards it should',
    (_id, example) => {
      const findings = standardFindings(metricsOf(example), example.input.frequency_hz * 1000);
      expect(findings.map((finding) => finding.id)).toEqual(example.expected_violations);
    },
  );

  const planned = examples.filter((example) => example.session_expected !== undefined);
  test.each(planned.map((example) => [example.id, example] as const))(
    '%s: totals of a session with ramps',
    (id, example) => {
      const plan = example.session_input!;
      const sweep =
        id === 'ex2-fast-like'
          ? { lowMillihertz: 2_000, highMillihertz: 125_000, periodMs: 12_000 }
          : steadyRate(example.input.frequency_hz * 1000);
      const totals = sessionTotals(metricsOf(example), {
        durationMs: plan.duration_s * 1000,
        rampUpMs: plan.ramp_up_s * 1000,
        rampDownMs: plan.ramp_down_s * 1000,
        sweep,
      });
      const computed: Record<string, number> = {
        duration_s: plan.duration_s,
        pulses: totals.pulses,
        total_abs_charge_mC: totals.absoluteChargeNc / 1e6,
        energy_J_into_500ohm: totals.energyUj / 1e6,
        full_amplitude_equivalent_s: totals.equivalentMs / 1000,
      };
      const expected = example.session_expected!;
      expect(Object.keys(computed).sort()).toEqual(Object.keys(expected).sort());
      for (const [name, value] of Object.entries(expected)) expect(computed[name], name).toBeCloseTo(value, 9);
    },
  );
});
