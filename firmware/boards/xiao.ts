import type { Board } from './board.ts';
import { busAt, readerAt, senderAt } from './i2c-bus.ts';

const IMU_ADDRESS = 0x6a;
const FRONT_END_ADDRESS = 0x42;

/** Volts of an empty and of a full lithium cell, at its half of the divider (1 M over 510 k) of the 3.3 V converter. */
const EMPTY = 3.3 * (0.51 / 1.51);
const FULL = 4.2 * (0.51 / 1.51);

/** Seeed XIAO nRF52840 Sense: 14,000 variables of 14 bytes, LSM6DS3TR-C on I2C, AES-CCM, MTU 131. Pins: Seeed's schematic v1.1. */
export const xiao: Board = {
  name: 'xiao',
  environment: 'XIAOBLE',
  payloadBytes: 128,
  // 15 kB: 11 s at 104 Hz.
  ringFrames: 128,
  connectionIntervalMs: 15,
  button() {
    return D1;
  },
  openImu() {
    digitalWrite(D15, 1);
    I2C1.setup({ scl: D16, sda: D17, bitrate: 400000 });
    return busAt(I2C1, IMU_ADDRESS);
  },
  openFrontEnd() {
    I2C2.setup({ scl: D5, sda: D4, bitrate: 400000 });
    return {
      read: readerAt(I2C2, FRONT_END_ADDRESS),
      send: senderAt(I2C2, FRONT_END_ADDRESS),
      enable: D2,
      kick: D3,
    };
  },
  batteryPercent() {
    // Net VBAT_ENABLE (P0.14), low to measure; Espruino's D14 is negated. Never the other way: P0.31 would see the whole cell.
    digitalWrite(D14, 1);
    const volts = analogRead(D32) * 3.3;
    return Math.clip(Math.round((100 * (volts - EMPTY)) / (FULL - EMPTY)), 0, 100);
  },
  charger() {
    return D23;
  },
  isCharging() {
    // Net CHG of the BQ25101 (P0.17), low while it charges; Espruino's D23 is negated. A full cell on a cable does not show.
    return digitalRead(D23) === 1;
  },
};
