import { doseMetrics } from '../../host/stim/dose/dose.ts';
import { atLevel, type PatternPart, symmetricBiphasic } from '../../host/stim/dose/pattern.ts';
import { HARD_CEILINGS } from '../../protocol/limits.ts';
import type { PrescribedNumbers } from '../../protocol/session-ceiling.ts';

/** As a Command carries it; a symmetric pulse too, which the host would leave to `phaseUs`. */
export function bytesOf(parts: readonly PatternPart[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(parts.length * 4));
  parts.forEach(({ sharePermille, widthUs }, i) => {
    view.setInt16(i * 4, sharePermille, true);
    view.setUint16(i * 4 + 2, widthUs, true);
  });
  return new Uint8Array(view.buffer);
}

export function partsOf(bytes: Uint8Array): PatternPart[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, i) => ({
    sharePermille: view.getInt16(i * 4, true),
    widthUs: view.getUint16(i * 4 + 2, true),
  }));
}

export interface PulseFacts {
  readonly absoluteUs: number;
  readonly netMilliUs: number;
  readonly phaseUs: number;
}

/** By the host's dose mathematics at a level where a permille is a whole uA. */
export function pulseFacts(numbers: PrescribedNumbers): PulseFacts {
  const parts = numbers.pattern?.length ? partsOf(numbers.pattern) : symmetricBiphasic(numbers.phaseUs ?? 0);
  const dose = doseMetrics({
    pattern: atLevel(parts, 1000),
    rateMillihertz: 1000,
    padAreaMm2: 1000,
    contactPermille: 1000,
    dutyPermille: 1000,
  });
  return {
    absoluteUs: Math.ceil(dose.absoluteChargePc / 1000),
    netMilliUs: Math.abs(dose.netChargePc),
    phaseUs: dose.phaseChargePc / 1000,
  };
}

const SLACK = 1e-6;

/** Whether a dose keeps every hard limit, judged by the host's mathematics. */
export function keepsHardLimits(numbers: PrescribedNumbers): boolean {
  const { rateMillihertz = 0, padAreaMm2 = 0, ceilingUa = 0 } = numbers;
  const parts = numbers.pattern?.length ? partsOf(numbers.pattern) : symmetricBiphasic(numbers.phaseUs ?? 0);
  const hard = HARD_CEILINGS;
  const widthsUs = parts.filter((part) => part.sharePermille !== 0).map((part) => part.widthUs);
  const widthUs = parts.reduce((sum, part) => sum + part.widthUs, 0);
  if (Math.min(...widthsUs) < hard.phaseMinUs || Math.max(...widthsUs) > hard.phaseMaxUs) return false;
  if (rateMillihertz < hard.rateMinMillihertz || rateMillihertz > hard.rateMaxMillihertz) return false;
  if (padAreaMm2 < hard.padAreaMinMm2 || widthUs * rateMillihertz >= 1e9) return false;
  const level = Math.max(1000, ceilingUa);
  const dose = doseMetrics({
    pattern: parts.map((part) => ({ currentUa: part.sharePermille * level, widthUs: part.widthUs })),
    rateMillihertz,
    padAreaMm2,
    contactPermille: 1000,
    dutyPermille: 1000,
  });
  const netPc = Math.abs(dose.netChargePc) / 1000;
  const phasePc = dose.phaseChargePc / 1000;
  if (netPc > (hard.netChargePermille / 1000) * phasePc + SLACK) return false;
  if (ceilingUa === 0) return true;
  return (
    ceilingUa <= hard.peakCurrentUa &&
    phasePc <= hard.phaseChargeNc * 1000 + SLACK &&
    netPc <= hard.netChargeNc * 1000 + SLACK &&
    dose.rmsCurrentUa / 1000 <= hard.rmsCurrentUa + SLACK &&
    dose.rmsDensityUaCm2 / 1000 <= hard.rmsDensityUaPerCm2 + SLACK &&
    dose.pulseEnergyUj / 1e6 <= hard.pulseEnergyUj + SLACK &&
    dose.powerDensityUwCm2 / 1e6 <= hard.powerDensityUwPerCm2 + SLACK &&
    Math.abs(dose.dcDensityUaCm2) / 1000 <= hard.dcDensityUaPerCm2 + SLACK
  );
}
