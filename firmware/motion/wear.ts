import type { Imu } from '../imu/imu.ts';

/** 0.1 g at +-4 g, summed over the axes: six degrees of tilt. A table stays below a tenth of it. */
const WORN = 820;

let felt: Int16Array | null = null;

/** Before the first look of a sleep: how the band lay when it fell asleep is not known. */
export function forgetPose(): void {
  felt = null;
}

/** Whether somebody has put it on, or moves: turned or shaken since the last look. */
export function isWorn(imu: Imu): boolean {
  const was = felt;
  felt = new Int16Array(imu.acceleration().buffer);
  let change = 0;
  if (was)
    felt.forEach((value, axis) => {
      change += Math.abs(value - was[axis]);
    });
  return change > WORN;
}
