import * as limits from '../../protocol/generated/device-limits.ts';
import type { HardCeilings } from '../../protocol/hard-ceilings.ts';

/** The outermost ring, as `npm run generate` wrote it into the firmware. */
export const HARD: HardCeilings = {
  peakCurrentUa: limits.HARD_PEAK_CURRENT_UA,
  phaseMinUs: limits.HARD_PHASE_MIN_US,
  phaseMaxUs: limits.HARD_PHASE_MAX_US,
  rateMinMillihertz: limits.HARD_RATE_MIN_MILLIHERTZ,
  rateMaxMillihertz: limits.HARD_RATE_MAX_MILLIHERTZ,
  phaseChargeNc: limits.HARD_PHASE_CHARGE_NC,
  rmsCurrentUa: limits.HARD_RMS_CURRENT_UA,
  rmsDensityUaPerCm2: limits.HARD_RMS_DENSITY_UA_PER_CM2,
  powerDensityUwPerCm2: limits.HARD_POWER_DENSITY_UW_PER_CM2,
  pulseEnergyUj: limits.HARD_PULSE_ENERGY_UJ,
  netChargePermille: limits.HARD_NET_CHARGE_PERMILLE,
  netChargeNc: limits.HARD_NET_CHARGE_NC,
  dcDensityUaPerCm2: limits.HARD_DC_DENSITY_UA_PER_CM2,
  padAreaMinMm2: limits.HARD_PAD_AREA_MIN_MM2,
  riseUaPerS: limits.HARD_RISE_UA_PER_S,
  stepUa: limits.HARD_STEP_UA,
  stepDwellMs: limits.HARD_STEP_DWELL_MS,
  leaseMs: limits.HARD_LEASE_MS,
  sessionMs: limits.HARD_SESSION_MS,
  dayMs: limits.HARD_DAY_MS,
};
