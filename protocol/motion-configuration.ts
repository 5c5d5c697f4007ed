import { degToRad, gToMs2 } from './units.ts';

/**
 * How a motion band samples, known to both sides by its number (the frame's configuration_id, under 128 so that it takes
 * one byte). Sensitivities are those of ST's LSM6DS3TR-C data sheet, table 3: +-4 g 0.122 mg, +-1000 dps 35 mdps a count.
 */
export interface MotionConfiguration {
  readonly id: number;
  readonly rateHz: number;
  readonly accRangeG: number;
  readonly gyroRangeDps: number;
  readonly accMs2PerRaw: number;
  readonly gyroRadSPerRaw: number;
}

const ACC_MG_PER_RAW: Readonly<Record<number, number>> = { 2: 0.061, 4: 0.122, 8: 0.244, 16: 0.488 };
/** 0: no gyroscope, its counts are sent as 0. */
const GYRO_MDPS_PER_RAW: Readonly<Record<number, number>> = { 0: 0, 250: 8.75, 500: 17.5, 1000: 35, 2000: 70 };

function configuration(id: number, rateHz: number, accRangeG: number, gyroRangeDps: number): MotionConfiguration {
  const mg = ACC_MG_PER_RAW[accRangeG];
  const mdps = GYRO_MDPS_PER_RAW[gyroRangeDps];
  if (mg === undefined || mdps === undefined)
    throw new RangeError(`no such range: ${accRangeG} g, ${gyroRangeDps} dps`);
  return {
    id,
    rateHz,
    accRangeG,
    gyroRangeDps,
    accMs2PerRaw: gToMs2(mg / 1000),
    gyroRadSPerRaw: degToRad(mdps / 1000),
  };
}

/**
 * Limb motion passes 250 deg/s and rarely 4 g: hence the default, number 1. 5 and 6 are Bangle.js 2: the KX023 has 8192 counts a g at
 * +-4 g (Kionix, KX023-1025 specification), which is 0.122 mg too.
 */
export const MOTION_CONFIGURATIONS: readonly MotionConfiguration[] = [
  configuration(1, 104, 4, 1000),
  configuration(2, 52, 4, 1000),
  configuration(3, 208, 4, 1000),
  configuration(4, 104, 16, 2000),
  configuration(5, 100, 4, 0),
  configuration(6, 50, 4, 0),
];

const BY_ID = MOTION_CONFIGURATIONS.reduce<(MotionConfiguration | undefined)[]>((table, one) => {
  table[one.id] = one;
  return table;
}, []);

export const DEFAULT_MOTION_CONFIGURATION = MOTION_CONFIGURATIONS[0]!;

export function motionConfiguration(id: number): MotionConfiguration | undefined {
  return BY_ID[id];
}
