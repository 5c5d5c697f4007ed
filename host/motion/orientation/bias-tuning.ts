import type { LowPass } from './low-pass.ts';

/**
 * What the filter of the gyroscope's bias is tuned to: the default parameters of Laidig & Seel 2023, section 3.4. Variances
 * are in (0.01 deg/s)^2.
 */
export interface BiasTuning {
  /** Levellings a step of the filter. */
  readonly every: number;
  /** Steps a second. */
  readonly rateHz: number;
  /** As the acceleration's: what is compared must have been delayed alike. */
  readonly filter: LowPass;
  readonly initialVariance: number;
  readonly driftVariance: number;
  readonly restVariance: number;
  readonly motionVariance: number;
  readonly verticalVariance: number;
}

const INITIAL_SIGMA_DPS = 0.5;
const FORGETTING_S = 100;
const MOTION_SIGMA_DPS = 0.1;
const REST_SIGMA_DPS = 0.03;
/** About the vertical the accelerometer says nothing: the estimate may only forget, slowly. */
const VERTICAL_FORGETTING = 1e-4;

export function tuneBias(periodS: number, filter: LowPass, every: number): BiasTuning {
  const driftVariance = (10 ** 2 * periodS) / FORGETTING_S;
  const measured = (sigmaDps: number) => {
    const variance = (sigmaDps * 100) ** 2;
    return variance ** 2 / driftVariance + variance;
  };
  const motionVariance = measured(MOTION_SIGMA_DPS);
  return {
    every,
    rateHz: 1 / periodS,
    filter,
    initialVariance: (INITIAL_SIGMA_DPS * 100) ** 2,
    driftVariance,
    restVariance: measured(REST_SIGMA_DPS),
    motionVariance,
    verticalVariance: motionVariance / VERTICAL_FORGETTING,
  };
}
