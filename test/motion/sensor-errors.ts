import { STANDARD_GRAVITY_MS2 } from '../../protocol/units.ts';

/** Sensor errors: one standard deviation, drawn per sensor and axis (imu.md section 5 gives the measured ones). */
export interface SensorErrors {
  readonly gyroBiasDps: number;
  readonly gyroNoiseDps: number;
  readonly gyroGain: number;
  readonly accOffsetMs2: number;
  readonly accNoiseMs2: number;
  readonly accGain: number;
}

const BANDWIDTH_HZ = 52;
export const MEASURED_ERRORS: SensorErrors = {
  gyroBiasDps: 0.26,
  gyroNoiseDps: 0.0085 * Math.sqrt(BANDWIDTH_HZ),
  gyroGain: 0.005,
  accOffsetMs2: 0.03,
  accNoiseMs2: 0.0058 * Math.sqrt(BANDWIDTH_HZ),
  accGain: 0.0035,
};
/** Uncalibrated parts as a data sheet allows them: 25 mg, 1 %. */
export const UNCALIBRATED_ERRORS: SensorErrors = {
  ...MEASURED_ERRORS,
  gyroBiasDps: 0.5,
  gyroGain: 0.01,
  accOffsetMs2: 0.025 * STANDARD_GRAVITY_MS2,
  accGain: 0.01,
};
