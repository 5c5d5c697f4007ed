import type { ImuSource } from './lsm6ds3-model.ts';
import type { RegisterDevice } from './register-device.ts';
import { axesBytes, createSampleQueue } from './sample-queue.ts';

/** Names as in the data sheet of the LSM6DSO (DS12140). */
const FIFO_CTRL3 = 0x09;
const FIFO_CTRL4 = 0x0a;
const WHO_AM_I = 0x0f;
const CTRL1_XL = 0x10;
const OUTX_L_XL = 0x28;
const FIFO_STATUS1 = 0x3a;
const FIFO_DATA_OUT_TAG = 0x78;
const IDENTITY = 0x6c;
const CONTINUOUS = 6;
const RATES_HZ = [0, 12.5, 26, 52, 104, 208, 417, 833];
/** 3 kB: 512 words of a tag and three axes; a sample is two of them. */
const SAMPLES_MAX = 256;
const TAGS = [1 << 3, 2 << 3];

/** Registers and FIFO of an LSM6DSO whose own oscillator is off by `oscillatorPpm`. */
export function createLsm6dsoModel(source: ImuSource, oscillatorPpm: number): RegisterDevice {
  const registers = new Uint8Array(256);
  registers[WHO_AM_I] = IDENTITY;
  const queue = createSampleQueue(source, oscillatorPpm, SAMPLES_MAX);
  /** Whether the gyroscope's word of the oldest sample is gone already. */
  let isHalf = false;
  let beginsHalf = false;

  const rateHz = (): number =>
    (registers[FIFO_CTRL4]! & 7) === CONTINUOUS && registers[CTRL1_XL]! >= 16
      ? RATES_HZ[registers[FIFO_CTRL3]! >> 4]!
      : 0;
  const wordsWaiting = (): number => 2 * queue.samples.length - (isHalf ? 1 : 0);
  const takeWord = (): number[] => {
    const sample = queue.samples[0];
    if (!sample) return new Array<number>(7).fill(0);
    const word = [TAGS[isHalf ? 1 : 0]!, ...axesBytes(sample, isHalf ? 3 : 0)];
    if (isHalf) queue.samples.shift();
    isHalf = !isHalf;
    return word;
  };
  const readFifo = (quantity: number): Uint8Array => {
    const bytes: number[] = [];
    while (bytes.length < quantity) bytes.push(...takeWord());
    return Uint8Array.from(bytes.slice(0, quantity));
  };
  const refresh = (tMs: number): void => {
    queue.fill(tMs);
    registers[FIFO_STATUS1] = wordsWaiting() & 255;
    registers[FIFO_STATUS1 + 1] = (wordsWaiting() >> 8) | (queue.overrun ? 0x48 : 0);
  };

  return {
    read: (register, quantity, tMs) => {
      refresh(tMs);
      if (register === FIFO_DATA_OUT_TAG) return readFifo(quantity);
      if (register === OUTX_L_XL) return Uint8Array.from(axesBytes(queue.latest(tMs), 3));
      return registers.slice(register, register + quantity);
    },
    write: (register, values, tMs) => {
      queue.fill(tMs);
      registers.set(values, register);
      if (![FIFO_CTRL3, FIFO_CTRL4, CTRL1_XL].includes(register)) return;
      if (register === CTRL1_XL) beginsHalf = source.accelerometerFirst ?? false;
      queue.restart(tMs, rateHz());
      if (rateHz() === 0) return;
      isHalf = beginsHalf;
      beginsHalf = false;
    },
  };
}
