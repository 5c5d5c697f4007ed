import type { RegisterBus } from './board.ts';

/** Registers of the chip at one address of a hardware I2C. */
export function busAt(i2c: I2C, address: number): RegisterBus {
  return {
    read(register, quantity) {
      return i2c.readReg(address, register, quantity);
    },
    write(register, value) {
      i2c.writeTo(address, [register, value]);
    },
  };
}
