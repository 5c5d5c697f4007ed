import type { MotionSettings } from './motion-settings.ts';

/**
 * What ST's LSM6DS3TR-C (data sheet DocID030071 rev 3, section 9) and LSM6DSO (DS12140 rev 2, section 9) have at the same place with
 * the same meaning; their FIFOs are quite different.
 */
const CTRL1_XL = 0x10;
const CTRL2_G = 0x11;
const CTRL3_C = 0x12;
const CTRL6_C = 0x15;
export const OUTX_L_XL = 0x28;

/** Block data update, and addresses that count up in a burst (and go round over the data registers of the FIFO). */
const CTRL3_BDU_IF_INC = 0x44;
/** XL_HM_MODE: high performance off. At 12.5 Hz the accelerometer then takes some 10 uA. */
const LOW_POWER = 0x10;
/** 12.5 Hz, +-4 g. */
const DOZE_XL = 0x18;

/** 52, 104 or 208 Hz. */
export function rateCode(settings: MotionSettings): number {
  return settings[0] > 104 ? 5 : settings[0] > 52 ? 4 : 3;
}

/** +-4 or +-16 g, 1000 or 2000 deg/s. */
export function sensorWrites(settings: MotionSettings): string {
  const rate = rateCode(settings) << 4;
  return String.fromCharCode(
    CTRL3_C,
    CTRL3_BDU_IF_INC,
    CTRL6_C,
    0,
    CTRL1_XL,
    rate | (settings[1] > 4 ? 4 : 8),
    CTRL2_G,
    rate | (settings[2] > 1000 ? 12 : 8),
  );
}

/** And one register more. */
export function sensorDoze(register: number, value: number): string {
  return String.fromCharCode(CTRL2_G, 0, CTRL6_C, LOW_POWER, CTRL1_XL, DOZE_XL, register, value);
}
