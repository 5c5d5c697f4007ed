import type { Board } from './board.ts';

/** Puck.js v2: nRF52832, 2,630 variables of 13 bytes, LSM6DS3TR-C on the interpreter's own software I2C, MTU 53. */
export const puck: Board = {
  name: 'puck',
  environment: 'PUCKJS',
  payloadBytes: 50,
  // 1.6 kB of the 34 kB of variables: 0.9 s at 104 Hz.
  ringFrames: 32,
  // 35 frames/s of 50 bytes at one packet an event fill half of a 15 ms link.
  connectionIntervalMs: 15,
  button() {
    return BTN1;
  },
  openImu() {
    return { read: Puck.accelRd, write: Puck.accelWr };
  },
  openFrontEnd() {
    return null;
  },
  batteryPercent() {
    return E.getBattery();
  },
  charger() {
    return null;
  },
  isCharging() {
    return false;
  },
};
