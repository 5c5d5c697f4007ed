import type { StimBoard } from './board.ts';
import { readerAt, senderAt } from './i2c-bus.ts';
import { xiaoBatteryPercent } from './xiao-battery.ts';

const FRONT_END_ADDRESS = 0x42;

/** Seeed XIAO nRF52840 with a stimulator front-end on its outer I2C: the only stim board. Pins: Seeed's schematic v1.1. */
export const xiaoStim: StimBoard = {
  name: 'xiao',
  environment: 'XIAOBLE',
  payloadBytes: 128,
  button() {
    return D1;
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
  batteryPercent: xiaoBatteryPercent,
  charger() {
    return D23;
  },
  isCharging() {
    // Net CHG of the BQ25101 (P0.17), low while it charges; Espruino's D23 is negated. A full cell on a cable does not show.
    return digitalRead(D23) === 1;
  },
};

/** On a board that cannot stimulate nothing may be driven: the firmware stops here. */
export function thisStimBoard(): StimBoard {
  if (process.env.BOARD !== xiaoStim.environment) throw new Error('no stimulator on this board');
  return xiaoStim;
}
