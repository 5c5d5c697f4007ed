import type { ImuSource } from './lsm6ds3-model.ts';
import type { RegisterDevice } from './register-device.ts';
import { axesBytes, createSampleQueue } from './sample-queue.ts';

/** Names as in the technical reference manual of the KX023-1025. */
const XOUT_L = 0x06;
const WHO_AM_I = 0x0f;
const CNTL1 = 0x18;
const ODCNTL = 0x1b;
const BUF_CNTL2 = 0x3b;
const BUF_STATUS_1 = 0x3c;
const BUF_CLEAR = 0x3e;
const BUF_READ = 0x3f;
const IDENTITY = 0x15;
const PC1 = 0x80;
const RES = 0x40;
/** Buffer on, 16 bits, stream. */
const STREAM_16 = 0xc1;
const RATES_HZ = [12.5, 25, 50, 100, 200, 400, 800, 1600];
/** 41 samples of 16 bits in 256 bytes. */
const SAMPLES_MAX = 41;
const SAMPLE_BYTES = 6;

/** Registers and sample buffer of a KX023: it has no gyroscope, whatever `source` says of one. */
export function createKx023Model(source: ImuSource, oscillatorPpm: number): RegisterDevice {
  const registers = new Uint8Array(256);
  registers[WHO_AM_I] = IDENTITY;
  const queue = createSampleQueue(source, oscillatorPpm, SAMPLES_MAX);
  let oldest: number[] = [];

  const rateHz = (): number => {
    const isOn = (registers[CNTL1]! & (PC1 | RES)) === (PC1 | RES) && (registers[BUF_CNTL2]! & 0xc3) === STREAM_16;
    return isOn ? RATES_HZ[registers[ODCNTL]! & 7]! : 0;
  };
  const takeByte = (): number => {
    if (oldest.length === 0) oldest = queue.samples.length > 0 ? axesBytes(queue.samples.shift()!, 3) : [0];
    return oldest.shift()!;
  };
  const restart = (tMs: number): void => {
    oldest = [];
    queue.restart(tMs, rateHz());
  };

  return {
    read: (register, quantity, tMs) => {
      queue.fill(tMs);
      registers[BUF_STATUS_1] = queue.samples.length * SAMPLE_BYTES + oldest.length;
      if (register === BUF_READ) return Uint8Array.from({ length: quantity }, takeByte);
      if (register === XOUT_L) return Uint8Array.from(axesBytes(queue.latest(tMs), 3));
      return registers.slice(register, register + quantity);
    },
    // Settings change only while PC1 is 0: the data sheet says so of every control register but CNTL1.
    write: (register, values, tMs) => {
      queue.fill(tMs);
      const isRunning = (registers[CNTL1]! & PC1) !== 0;
      if (register === BUF_CLEAR) return restart(tMs);
      if (isRunning && (register === ODCNTL || register === BUF_CNTL2)) return;
      registers.set(values, register);
      restart(tMs);
    },
  };
}
