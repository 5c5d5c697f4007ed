import type { RegisterDevice } from './register-device.ts';
import { axesBytes } from './sample-queue.ts';

/** What the sensor feels. Called with rising times, once a sample of the IMU's own clock. */
export interface ImuSource {
  /** Writes gx, gy, gz, ax, ay, az in counts at virtual time `tS`. */
  readRaw(tS: number, into: Int16Array): void;
  /** A chip whose FIFO takes words as they come: its accelerometer is ready before its gyroscope. */
  readonly accelerometerFirst?: boolean;
}

/** Names as in the data sheet of the LSM6DS3TR-C. */
const FIFO_CTRL5 = 0x0a;
const WHO_AM_I = 0x0f;
const CTRL1_XL = 0x10;
const CTRL3_C = 0x12;
const OUTX_L_XL = 0x28;
const FIFO_STATUS1 = 0x3a;
const FIFO_DATA_OUT_L = 0x3e;
const IDENTITY = 0x6a;
const IF_INC = 0x04;
const CONTINUOUS = 6;
const RATES_HZ = [0, 12.5, 26, 52, 104, 208, 416, 833];
const WORDS_PER_SAMPLE = 6;
/** 4 kB of FIFO. */
const FIFO_WORDS = 2048;

/** Registers and FIFO of an LSM6DS3TR-C whose own oscillator is off by `oscillatorPpm` (data sheets allow percents). */
export function createLsm6ds3Model(source: ImuSource, oscillatorPpm: number): RegisterDevice {
  const registers = new Uint8Array(256);
  registers[WHO_AM_I] = IDENTITY;
  const sample = new Int16Array(WORDS_PER_SAMPLE);
  let fifo: number[] = [];
  let overrun = false;
  let wordsRead = 0;
  let nextSampleMs = Number.POSITIVE_INFINITY;

  const periodMs = (): number => 1000 / RATES_HZ[registers[FIFO_CTRL5]! >> 3]! / (1 + oscillatorPpm * 1e-6);
  const isRunning = (): boolean => (registers[FIFO_CTRL5]! & 7) === CONTINUOUS && registers[CTRL1_XL]! >= 16;
  const fill = (tMs: number): void => {
    while (isRunning() && nextSampleMs <= tMs) {
      source.readRaw(nextSampleMs / 1000, sample);
      fifo.push(...sample);
      nextSampleMs += periodMs();
      if (fifo.length <= FIFO_WORDS) continue;
      overrun = true;
      fifo.splice(0, WORDS_PER_SAMPLE);
    }
  };
  const restart = (tMs: number): void => {
    fifo = [];
    overrun = false;
    wordsRead = 0;
    nextSampleMs = isRunning() ? tMs + periodMs() : Number.POSITIVE_INFINITY;
  };
  const refreshStatus = (): void => {
    registers[FIFO_STATUS1] = fifo.length & 255;
    registers[FIFO_STATUS1 + 1] = (overrun ? 0x40 : 0) | (fifo.length === 0 ? 0x10 : 0) | (fifo.length >> 8);
    registers[FIFO_STATUS1 + 2] = wordsRead % WORDS_PER_SAMPLE;
    registers[FIFO_STATUS1 + 3] = 0;
  };
  const takeWord = (): number => {
    if (fifo.length === 0) return 0;
    wordsRead++;
    return fifo.shift()! & 0xffff;
  };
  const readFifo = (quantity: number): Uint8Array => {
    const bytes = new Uint8Array(quantity);
    for (let i = 0; i + 1 < quantity; i += 2) {
      const word = takeWord();
      bytes[i] = word & 255;
      bytes[i + 1] = word >> 8;
    }
    return bytes;
  };

  return {
    read: (register, quantity, tMs) => {
      fill(tMs);
      refreshStatus();
      if (register === OUTX_L_XL) {
        source.readRaw(tMs / 1000, sample);
        return Uint8Array.from(axesBytes(sample, 3));
      }
      const counts = (registers[CTRL3_C]! & IF_INC) !== 0;
      if (register === FIFO_DATA_OUT_L && counts) return readFifo(quantity);
      return Uint8Array.from({ length: quantity }, (_, i) => registers[register + (counts ? i : 0)]!);
    },
    write: (register, values, tMs) => {
      fill(tMs);
      values.forEach((value, i) => {
        registers[register + i] = value;
      });
      if (register === FIFO_CTRL5 || register === CTRL1_XL) restart(tMs);
    },
  };
}
