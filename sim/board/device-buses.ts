import type { Interpreter } from './interpreter.ts';
import { HARD_I2C_BYTE_MS, NATIVE_CALL_MS, SOFT_I2C_BYTE_MS } from './interpreter-cost.ts';
import type { RegisterDevice } from './register-device.ts';

/** Address and register before the data. */
const HEAD_BYTES = 3;

const noAnswer = (): never => {
  throw new Error('I2C Error: NO_ACK');
};

/** One hardware I2C with the chips on it by their address. `toDevice` makes an array of the firmware's own world. */
export function createI2c(
  chips: ReadonlyMap<number, RegisterDevice>,
  interpreter: Interpreter,
  toDevice: (bytes: Uint8Array) => Uint8Array,
): object {
  const chipAt = (address: number): RegisterDevice => chips.get(address) ?? noAnswer();
  const charge = (bytes: number): void => interpreter.occupy(NATIVE_CALL_MS + (HEAD_BYTES + bytes) * HARD_I2C_BYTE_MS);
  return {
    setup: () => {},
    writeTo: (address: number, bytes: readonly number[]) => {
      const chip = chipAt(address);
      charge(bytes.length);
      const [register, ...values] = Array.from(bytes);
      chip.write(register!, values, interpreter.nowMs());
    },
    readReg: (address: number, register: number, quantity: number) => {
      const chip = chipAt(address);
      charge(quantity);
      return toDevice(chip.read(register, quantity, interpreter.nowMs()));
    },
  };
}

/** accelRd and accelWr of Puck and Bangle: the IMU behind a software I2C inside the interpreter. */
export function createImuObject(
  imu: RegisterDevice | undefined,
  interpreter: Interpreter,
  toDevice: (bytes: Uint8Array) => Uint8Array,
): object {
  const charge = (bytes: number): void => interpreter.occupy(NATIVE_CALL_MS + (HEAD_BYTES + bytes) * SOFT_I2C_BYTE_MS);
  return {
    accelWr: (register: number, value: number) => {
      charge(1);
      (imu ?? noAnswer()).write(register, [value], interpreter.nowMs());
    },
    accelRd: (register: number, quantity: number) => {
      charge(quantity);
      return toDevice((imu ?? noAnswer()).read(register, quantity, interpreter.nowMs()));
    },
  };
}
