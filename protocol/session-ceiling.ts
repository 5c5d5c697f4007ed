import type { HardCeilings } from './hard-ceilings.ts';
import type { SessionCommand } from './session-command.ts';
import type { AnswerReason } from './session-state.ts';

/** NaN, fractions, negatives, absent numbers and what is too large to be meant are not. */
export function isWhole(value: number | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value <= 4294967295 && Math.floor(value) === value;
}

/**
 * The most current, in uA, that the band allows a symmetric biphasic pulse: the least of peak, phase charge, rms and rms
 * density. Energy and power density cannot be reached below those (test/protocol/limits.test.ts shows it).
 * Formulas: I w <= Q; I_rms = I sqrt(2 w f), w in us, f in mHz.
 */
export function hardCurrentUa(phaseUs: number, rateMillihertz: number, padAreaMm2: number, hard: HardCeilings): number {
  const byChargeUa = Math.floor((hard.phaseChargeNc * 1000) / phaseUs);
  const rmsUa = Math.min(hard.rmsCurrentUa, Math.floor((hard.rmsDensityUaPerCm2 * padAreaMm2) / 100));
  const byRmsUa = Math.floor(rmsUa * Math.sqrt(1000000000 / (2 * phaseUs * rateMillihertz)));
  return Math.min(hard.peakCurrentUa, byChargeUa, byRmsUa);
}

/** Empty when the numbers an ARM brings are ones this band would ever deliver. Nothing is clamped in silence. */
export function prescriptionFlaw(command: SessionCommand, hard: HardCeilings): AnswerReason {
  const phaseUs = command.phaseUs;
  const rateMillihertz = command.rateMillihertz;
  const ceilingUa = command.ceilingUa;
  const padAreaMm2 = command.padAreaMm2;
  if (!isWhole(phaseUs) || !isWhole(rateMillihertz) || !isWhole(ceilingUa)) return 'MALFORMED';
  if (!isWhole(padAreaMm2) || !isWhole(command.sessionMs)) return 'MALFORMED';
  if (phaseUs < hard.phaseMinUs || phaseUs > hard.phaseMaxUs) return 'PATTERN_OUT_OF_RANGE';
  if (rateMillihertz < hard.rateMinMillihertz || rateMillihertz > hard.rateMaxMillihertz) return 'PATTERN_OUT_OF_RANGE';
  if (padAreaMm2 < hard.padAreaMinMm2) return 'PAD_TOO_SMALL';
  if (ceilingUa > hardCurrentUa(phaseUs, rateMillihertz, padAreaMm2, hard)) return 'ABOVE_HARD_CEILING';
  return '';
}
