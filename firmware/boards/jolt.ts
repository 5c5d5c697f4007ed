import { lsm6dso } from '../imu/lsm6dso.ts';
import type { MotionBoard } from './board.ts';
import { busAt } from './i2c-bus.ts';

/** LSM6DSO breakouts with SA0 high, which is how most leave the maker. */
const IMU_ADDRESS = 0x6b;

/**
 * Jolt.js: nRF52840, 12,000 variables of 14 bytes, an LSM6DSO breakout on the third Qwiic socket (SDA D44, SCL D45, power D43 and
 * ground D36 are pins: boards/JOLTJS.py of Espruino), MTU 131. Its battery cannot be measured: percent is of the chip's own supply.
 */
export const jolt = (): MotionBoard => ({
  name: 'jolt',
  environment: 'JOLTJS',
  payloadBytes: 128,
  ringFrames: 128,
  openImu() {
    digitalWrite([D43, D36], 2);
    I2C1.setup({ scl: D45, sda: D44, bitrate: 400000 });
    return lsm6dso(busAt(I2C1, IMU_ADDRESS));
  },
});
