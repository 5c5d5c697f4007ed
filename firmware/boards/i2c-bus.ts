import type { RegisterBus } from './board.ts';

/** Reads registers of the chip at one address; bound inside the interpreter, which spares a call in JavaScript. */
export function readerAt(i2c: I2C, address: number): (register: number, quantity: number) => Uint8Array {
  return i2c.readReg.bind(i2c, address) as (register: number, quantity: number) => Uint8Array;
}

export function senderAt(i2c: I2C, address: number): (bytes: readonly number[] | Uint8Array) => void {
  return i2c.writeTo.bind(i2c, address) as (bytes: readonly number[] | Uint8Array) => void;
}

export function busAt(i2c: I2C, address: number): RegisterBus {
  return {
    read: readerAt(i2c, address),
    write(register, value) {
      i2c.writeTo(address, [register, value]);
    },
  };
}
