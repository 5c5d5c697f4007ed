/** The outermost ring, flat, as the band carries it. Whole numbers in the unit of the name. */
export interface HardCeilings {
  readonly peakCurrentUa: number;
  readonly phaseMinUs: number;
  readonly phaseMaxUs: number;
  readonly rateMinMillihertz: number;
  readonly rateMaxMillihertz: number;
  readonly phaseChargeNc: number;
  readonly rmsCurrentUa: number;
  readonly rmsDensityUaPerCm2: number;
  readonly powerDensityUwPerCm2: number;
  readonly pulseEnergyUj: number;
  readonly netChargePermille: number;
  readonly netChargeNc: number;
  readonly dcDensityUaPerCm2: number;
  readonly padAreaMinMm2: number;
  readonly riseUaPerS: number;
  readonly stepUa: number;
  readonly stepDwellMs: number;
  readonly leaseMs: number;
  readonly sessionMs: number;
  readonly dayMs: number;
}
