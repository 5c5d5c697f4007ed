import type { Segment } from './pattern.ts';

/** The load that standards and data sheets reckon with, IEC 60601-2-10. */
export const LOAD_OHM = 500;

/** A pattern repeated at a rate, on a pad. */
export interface DoseInput {
  readonly pattern: readonly Segment[];
  readonly rateMillihertz: number;
  readonly padAreaMm2: number;
  /** Part of the pad that touches the skin, in thousandths. */
  readonly contactPermille: number;
  /** Part of the worst second with output, in thousandths. */
  readonly dutyPermille: number;
}

/**
 * What a pulse and its repetition do. Sums over a pulse are exact integers (1 uA for 1 us is 1 pC); what follows from
 * them by root and division is a float in the unit of its name, for limits and reports, never for accounts.
 * Formulas: shared reference on stimulation section 2; FDA 1999 guidance attachment II lists what is to be stated.
 */
export interface DoseMetrics {
  readonly patternWidthUs: number;
  readonly peakCurrentUa: number;
  readonly phaseChargePc: number;
  /**
   * The farthest that charge swings within a pulse: `phaseChargePc`, or more where runs of one sign add up because what lies between
   * them takes too little back.
   */
  readonly chargeSwingPc: number;
  /** Signed. */
  readonly netChargePc: number;
  readonly absoluteChargePc: number;
  /** Sum of current squared times time: rms, energy and power are this with factors. */
  readonly squareUa2Us: number;
  readonly peakVoltageMv: number;
  readonly netDcUa: number;
  readonly averageRectifiedUa: number;
  readonly rmsCurrentUa: number;
  readonly pulseEnergyUj: number;
  readonly meanPowerUw: number;
  readonly contactAreaCm2: number;
  readonly phaseChargeDensityUcCm2: number;
  readonly rmsDensityUaCm2: number;
  readonly powerDensityUwCm2: number;
  readonly dcDensityUaCm2: number;
  /** log10 of phase charge times its density, both in uC. Found on cat cortex: reported, never a limit for skin. */
  readonly shannonK: number;
}

/** The largest charge of a run of one sign. A gap does not end a run: it takes no charge back. */
function phaseChargePc(pattern: readonly Segment[]): number {
  let runPc = 0;
  let mostPc = 0;
  for (const { currentUa, widthUs } of pattern) {
    const pc = currentUa * widthUs;
    if (pc === 0) continue;
    runPc = Math.sign(runPc) === Math.sign(pc) ? runPc + pc : pc;
    mostPc = Math.max(mostPc, Math.abs(runPc));
  }
  return mostPc;
}

function chargeSwingPc(pattern: readonly Segment[]): number {
  let pc = 0;
  let mostPc = 0;
  let leastPc = 0;
  for (const { currentUa, widthUs } of pattern) {
    pc += currentUa * widthUs;
    mostPc = Math.max(mostPc, pc);
    leastPc = Math.min(leastPc, pc);
  }
  return mostPc - leastPc;
}

function sum(pattern: readonly Segment[], term: (segment: Segment) => number): number {
  return pattern.reduce((total, segment) => total + term(segment), 0);
}

/** @throws RangeError where a number is not whole or an area, rate, contact or duty not above 0. */
export function doseMetrics(input: DoseInput): DoseMetrics {
  checkDoseInput(input);
  const { pattern, rateMillihertz, padAreaMm2, contactPermille, dutyPermille } = input;
  const rateHz = (rateMillihertz / 1000) * (dutyPermille / 1000);
  const netChargePc = sum(pattern, (segment) => segment.currentUa * segment.widthUs);
  const absoluteChargePc = sum(pattern, (segment) => Math.abs(segment.currentUa) * segment.widthUs);
  const squareUa2Us = sum(pattern, (segment) => segment.currentUa ** 2 * segment.widthUs);
  const peakCurrentUa = Math.max(...pattern.map((segment) => Math.abs(segment.currentUa)));
  const contactAreaCm2 = ((padAreaMm2 / 100) * contactPermille) / 1000;
  const phasePc = phaseChargePc(pattern);
  const rmsCurrentUa = Math.sqrt(squareUa2Us * 1e-6 * rateHz);
  const pulseEnergyUj = LOAD_OHM * squareUa2Us * 1e-12;
  const phaseUc = phasePc * 1e-6;
  return {
    patternWidthUs: sum(pattern, (segment) => segment.widthUs),
    peakCurrentUa,
    phaseChargePc: phasePc,
    chargeSwingPc: chargeSwingPc(pattern),
    netChargePc,
    absoluteChargePc,
    squareUa2Us,
    peakVoltageMv: (peakCurrentUa * LOAD_OHM) / 1000,
    netDcUa: netChargePc * rateHz * 1e-6,
    averageRectifiedUa: absoluteChargePc * rateHz * 1e-6,
    rmsCurrentUa,
    pulseEnergyUj,
    meanPowerUw: pulseEnergyUj * rateHz,
    contactAreaCm2,
    phaseChargeDensityUcCm2: phaseUc / contactAreaCm2,
    rmsDensityUaCm2: rmsCurrentUa / contactAreaCm2,
    powerDensityUwCm2: (pulseEnergyUj * rateHz) / contactAreaCm2,
    dcDensityUaCm2: (netChargePc * rateHz * 1e-6) / contactAreaCm2,
    shannonK: Math.log10(phaseUc * (phaseUc / contactAreaCm2)),
  };
}

function checkDoseInput(input: DoseInput): void {
  const flaws: string[] = [];
  for (const { currentUa, widthUs } of input.pattern) {
    if (!Number.isSafeInteger(currentUa)) flaws.push(`current ${currentUa} uA is not whole`);
    if (!Number.isSafeInteger(widthUs) || widthUs <= 0) flaws.push(`width ${widthUs} us is not a whole number above 0`);
  }
  if (input.pattern.length === 0) flaws.push('a pattern needs a segment');
  for (const name of ['rateMillihertz', 'padAreaMm2', 'contactPermille', 'dutyPermille'] as const) {
    if (!Number.isSafeInteger(input[name]) || input[name] <= 0)
      flaws.push(`${name} must be whole and above 0, is ${input[name]}`);
  }
  if (flaws.length > 0) throw new RangeError(flaws.join('; '));
}
