import { lsm6ds3 } from '../imu/lsm6ds3.ts';
import type { MotionBoard } from './board.ts';

/** Puck.js v2: nRF52832, 2,630 variables of 13 bytes, LSM6DS3TR-C on the interpreter's own software I2C, MTU 53. */
export const puck = (): MotionBoard => ({
  name: 'puck',
  environment: 'PUCKJS',
  payloadBytes: 50,
  // 1.2 kB of the 34 kB of variables: 0.7 s at 104 Hz, and as many as one block of the log takes.
  ringFrames: 24,
  openImu: () => lsm6ds3({ read: Puck.accelRd, write: Puck.accelWr }),
});
