import type { HardCeilings } from './hard-ceilings.ts';
import type { PulseShape } from './pulse-shape.ts';
import { shapeOf, symmetricShape } from './pulse-shape.ts';
import type { AnswerReason } from './session-state.ts';

/** The numbers that an ARM and a sealed prescription have in common. */
export interface PrescribedNumbers {
  readonly phaseUs?: number;
  readonly pattern?: Uint8Array;
  readonly rateMillihertz?: number;
  readonly ceilingUa?: number;
  readonly sessionMs?: number;
  readonly padAreaMm2?: number;
}

/** Into 500 ohm: pulse energy in pJ is this times uA^2 us. */
const LOAD_PJ = 0.0005;
/** Microseconds of a second times millihertz of a hertz. */
const US_MILLIHERTZ = 1000000000;

/** NaN, fractions, negatives, absent numbers and what is too large to be meant are not. */
export function isWhole(value: number | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value <= 4294967295 && Math.floor(value) === value;
}

/** Null where there is no such pulse. Without a pattern it is symmetric biphasic. */
export function pulseOf(numbers: PrescribedNumbers): PulseShape | null {
  if (numbers.pattern !== undefined && numbers.pattern.length > 0) return shapeOf(numbers.pattern);
  return isWhole(numbers.phaseUs) ? symmetricShape(numbers.phaseUs) : null;
}

/**
 * The most current, in uA, that the band allows a pulse: the least of peak, phase charge, net charge, energy, rms and rms density.
 * Power density and direct current cannot be reached below those (test/protocol/limits.test.ts shows it).
 * Formulas: I phaseUs <= Q; I netMilliUs <= Q_net; R I^2 squareUs <= E; I_rms = I sqrt(squareUs f), f in mHz.
 */
export function hardCurrentUa(
  pulse: PulseShape,
  rateMillihertz: number,
  padAreaMm2: number,
  hard: HardCeilings,
): number {
  const byChargeUa = Math.floor((hard.phaseChargeNc * 1000) / pulse.phaseUs);
  const rmsUa = Math.min(hard.rmsCurrentUa, Math.floor((hard.rmsDensityUaPerCm2 * padAreaMm2) / 100));
  const byRmsUa = Math.floor(rmsUa * Math.sqrt(US_MILLIHERTZ / (pulse.squareUs * rateMillihertz)));
  const byEnergyUa = Math.floor(Math.sqrt((hard.pulseEnergyUj * 1000000) / (LOAD_PJ * pulse.squareUs)));
  const leastUa = Math.min(hard.peakCurrentUa, byChargeUa, byRmsUa, byEnergyUa);
  if (pulse.netMilliUs === 0) return leastUa;
  return Math.min(leastUa, Math.floor((hard.netChargeNc * 1000000) / pulse.netMilliUs));
}

function pulseFlaw(pulse: PulseShape, rateMillihertz: number, hard: HardCeilings): AnswerReason {
  if (pulse.shortestUs < hard.phaseMinUs || pulse.longestUs > hard.phaseMaxUs) return 'PATTERN_OUT_OF_RANGE';
  if (rateMillihertz < hard.rateMinMillihertz || rateMillihertz > hard.rateMaxMillihertz) return 'PATTERN_OUT_OF_RANGE';
  // Permille of us are thousandths of a us.
  const balanced = pulse.netMilliUs <= hard.netChargePermille * pulse.runUs;
  return balanced && pulse.widthUs * rateMillihertz < US_MILLIHERTZ ? '' : 'PATTERN_OUT_OF_RANGE';
}

/** Empty when the numbers are ones this band would ever deliver. Nothing is clamped in silence. */
export function prescriptionFlaw(numbers: PrescribedNumbers, hard: HardCeilings): AnswerReason {
  const pulse = pulseOf(numbers);
  const rateMillihertz = numbers.rateMillihertz;
  const ceilingUa = numbers.ceilingUa;
  const padAreaMm2 = numbers.padAreaMm2;
  if (pulse === null || !isWhole(rateMillihertz) || !isWhole(ceilingUa)) return 'MALFORMED';
  if (!isWhole(padAreaMm2) || !isWhole(numbers.sessionMs)) return 'MALFORMED';
  const flaw = pulseFlaw(pulse, rateMillihertz, hard);
  if (flaw !== '') return flaw;
  if (padAreaMm2 < hard.padAreaMinMm2) return 'PAD_TOO_SMALL';
  return ceilingUa > hardCurrentUa(pulse, rateMillihertz, padAreaMm2, hard) ? 'ABOVE_HARD_CEILING' : '';
}
