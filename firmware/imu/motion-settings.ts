/** What a band measures: samples a second, range in g, range in deg/s, which is 0 without a gyroscope. */
export type MotionSettings = readonly [rateHz: number, accRangeG: number, gyroRangeDps: number];

/**
 * By configuration_id from 1: the numbers of protocol/motion-configuration.ts (a test compares them). A table inside of a function takes memory
 * while it is asked only.
 */
export function motionSettings(): readonly MotionSettings[] {
  return [
    [104, 4, 1000],
    [52, 4, 1000],
    [208, 4, 1000],
    [104, 16, 2000],
    [100, 4, 0],
    [50, 4, 0],
  ];
}
