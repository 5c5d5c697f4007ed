import type { DoseMetrics } from './dose.ts';

/** A number of a standard or guidance that a dose passes. Said beside the project's own, stricter limits. */
export interface StandardFinding {
  readonly id: string;
  readonly text: string;
  readonly source: string;
}

/** IEC 60601-2-10 cl. 51.104 table 1 (201.12.4.104 in 2012), rms into 500 ohm, by the frequency of the pulses. */
const RMS_TABLE = [
  { upToHz: 400, limitUa: 50_000 },
  { upToHz: 1_500, limitUa: 80_000 },
  { upToHz: Number.POSITIVE_INFINITY, limitUa: 100_000 },
];

export function iecRmsLimitUa(rateMillihertz: number): number {
  return RMS_TABLE.find((row) => rateMillihertz / 1000 <= row.upToHz)!.limitUa;
}

export function standardFindings(metrics: DoseMetrics, rateMillihertz: number): StandardFinding[] {
  const findings: StandardFinding[] = [];
  const note = (passed: boolean, id: string, text: string, source: string): void => {
    if (passed) findings.push({ id, text, source });
  };
  const rmsUa = iecRmsLimitUa(rateMillihertz);
  note(
    metrics.rmsCurrentUa > rmsUa,
    'IEC_RMS_CURRENT',
    `more than ${rmsUa / 1000} mA rms`,
    'IEC 60601-2-10 cl. 51.104',
  );
  note(Math.abs(metrics.netDcUa) > 80_000, 'IEC_DC_CURRENT', 'more than 80 mA d.c.', 'IEC 60601-2-10 cl. 51.104');
  note(metrics.pulseEnergyUj > 300_000, 'IEC_PULSE_ENERGY', 'more than 300 mJ a pulse', 'IEC 60601-2-10 cl. 51.104');
  note(
    metrics.rmsDensityUaCm2 > 2_000,
    'IEC_CURRENT_DENSITY_ATTENTION',
    'more than 2 mA/cm2 rms may need the special attention of the operator',
    'AS 60601.2.10:2018 7.9.2.101 g)',
  );
  note(
    metrics.powerDensityUwCm2 > 250_000,
    'FDA_POWER_DENSITY',
    'more than 0.25 W/cm2',
    'FDA 1999 guidance for powered muscle stimulators, attachment II section 3 note 6',
  );
  note(
    Math.abs(metrics.dcDensityUaCm2) > 200,
    'DC_DENSITY_ADVICE',
    'more than 0.2 mA/cm2 d.c.',
    'advice in Enraf-Nonius manuals',
  );
  return findings;
}

/** What a standard asks of whatever delivers a dose; nothing against the dose. */
export function standardDuties(metrics: DoseMetrics): StandardFinding[] {
  const duties: StandardFinding[] = [];
  // Into 1 kohm: 10 mA rms are 10 V rms, and a pulse has twice the energy it has in 500 ohm.
  if (metrics.rmsCurrentUa > 10_000 || metrics.pulseEnergyUj > 5_000)
    duties.push({
      id: 'IEC_OUTPUT_INDICATOR',
      text: 'needs an indicator of output: more than 10 mA or 10 V rms or 10 mJ a pulse into 1 kohm',
      source: 'IEC 60601-2-10 cl. 51.103',
    });
  if (metrics.rmsCurrentUa > 10_000)
    duties.push({
      id: 'IEC_STATED_OUTPUT',
      text: 'must state its maximum output in its instructions: more than 10 mA or 10 V',
      source: 'AS 60601.2.10:2018 7.9.2.101 f)',
    });
  return duties;
}
