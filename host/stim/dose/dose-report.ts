import type { DoseMetrics } from './dose.ts';

/** One line of `limber dose check`: what, by which formula, how much of which unit. */
export interface MetricRow {
  readonly id: string;
  readonly name: string;
  readonly formula: string;
  readonly value: number;
  readonly unit: string;
}

type Column = readonly [
  id: string,
  name: string,
  formula: string,
  value: (metrics: DoseMetrics) => number,
  unit: string,
];

/** i: current of a segment, t: its width, f: rate, R: 500 ohm, A: area in contact. FDA 1999, attachment II, asks for these. */
const COLUMNS: readonly Column[] = [
  ['pattern_width', 'width of the pattern', 'sum t', (metrics) => metrics.patternWidthUs, 'us'],
  ['peak_current', 'peak current', 'max |i|', (metrics) => metrics.peakCurrentUa / 1e3, 'mA'],
  ['peak_voltage', 'peak voltage', 'max |i| R', (metrics) => metrics.peakVoltageMv / 1e3, 'V'],
  [
    'phase_charge',
    'charge of a phase',
    'max over runs of one sign |sum i t|',
    (metrics) => metrics.phaseChargePc / 1e6,
    'uC',
  ],
  ['net_charge', 'net charge of a pulse', 'sum i t', (metrics) => metrics.netChargePc / 1e6, 'uC'],
  ['net_dc', 'direct current', 'f sum i t', (metrics) => metrics.netDcUa, 'uA'],
  ['absolute_charge', 'absolute charge of a pulse', 'sum |i| t', (metrics) => metrics.absoluteChargePc / 1e6, 'uC'],
  [
    'average_rectified',
    'average rectified current',
    'f sum |i| t',
    (metrics) => metrics.averageRectifiedUa / 1e3,
    'mA',
  ],
  ['rms_current', 'rms current', 'sqrt(f sum i^2 t)', (metrics) => metrics.rmsCurrentUa / 1e3, 'mA'],
  ['pulse_energy', 'energy of a pulse', 'R sum i^2 t', (metrics) => metrics.pulseEnergyUj / 1e3, 'mJ'],
  ['mean_power', 'mean power', 'f R sum i^2 t', (metrics) => metrics.meanPowerUw / 1e3, 'mW'],
  ['contact_area', 'area in contact', 'A', (metrics) => metrics.contactAreaCm2, 'cm2'],
  ['charge_density', 'charge density of a phase', 'Q / A', (metrics) => metrics.phaseChargeDensityUcCm2, 'uC/cm2'],
  ['rms_density', 'rms current density', 'I_rms / A', (metrics) => metrics.rmsDensityUaCm2 / 1e3, 'mA/cm2'],
  ['power_density', 'mean power density', 'P / A', (metrics) => metrics.powerDensityUwCm2 / 1e3, 'mW/cm2'],
  ['dc_density', 'direct current density', 'f sum i t / A', (metrics) => metrics.dcDensityUaCm2 / 1e3, 'mA/cm2'],
  ['shannon_k', 'Shannon k (cortex; no limit for skin)', 'log10(Q Q / A)', (metrics) => metrics.shannonK, ''],
];

export function metricRows(metrics: DoseMetrics): MetricRow[] {
  return COLUMNS.map(([id, name, formula, value, unit]) => ({ id, name, formula, value: value(metrics), unit }));
}
