import { lsm6ds3 } from '../imu/lsm6ds3.ts';
import type { MotionBoard } from './board.ts';
import { busAt } from './i2c-bus.ts';
import { xiaoBatteryPercent } from './xiao-battery.ts';

const IMU_ADDRESS = 0x6a;

/** Seeed XIAO nRF52840 Sense: 14,000 variables of 14 bytes, LSM6DS3TR-C on I2C, AES-CCM, MTU 131. Pins: Seeed's schematic v1.1. */
export const xiao = (): MotionBoard => ({
  name: 'xiao',
  environment: 'XIAOBLE',
  payloadBytes: 128,
  // 15 kB: 11 s at 104 Hz.
  ringFrames: 128,
  openImu() {
    digitalWrite(D15, 1);
    I2C1.setup({ scl: D16, sda: D17, bitrate: 400000 });
    return lsm6ds3(busAt(I2C1, IMU_ADDRESS));
  },
  batteryPercent: xiaoBatteryPercent,
});
