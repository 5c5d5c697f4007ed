import type { ImuSource } from './lsm6ds3-model.ts';

/** Gyroscope, then accelerometer, three axes each. */
export const AXES = 6;

/** What every FIFO does: samples come by the IMU's own clock, the oldest goes when it is full. */
export interface SampleQueue {
  readonly samples: Int16Array[];
  /** Since it was emptied. */
  overrun: boolean;
  /** From `tMs` on, at `rateHz`; 0 stops it. What waited is gone. */
  restart(tMs: number, rateHz: number): void;
  fill(tMs: number): void;
  /** What the output registers hold. */
  latest(tMs: number): Int16Array;
}

/** @param oscillatorPpm error of the IMU's own clock */
export function createSampleQueue(source: ImuSource, oscillatorPpm: number, samplesMax: number): SampleQueue {
  let periodMs = 0;
  let nextMs = Number.POSITIVE_INFINITY;
  const queue: SampleQueue = {
    samples: [],
    overrun: false,
    restart: (tMs, rateHz) => {
      queue.samples.length = 0;
      queue.overrun = false;
      periodMs = 1000 / rateHz / (1 + oscillatorPpm * 1e-6);
      nextMs = rateHz > 0 ? tMs + periodMs : Number.POSITIVE_INFINITY;
    },
    fill: (tMs) => {
      while (nextMs <= tMs) {
        const sample = new Int16Array(AXES);
        source.readRaw(nextMs / 1000, sample);
        queue.samples.push(sample);
        nextMs += periodMs;
        if (queue.samples.length <= samplesMax) continue;
        queue.overrun = true;
        queue.samples.shift();
      }
    },
    latest: (tMs) => {
      const sample = new Int16Array(AXES);
      source.readRaw(tMs / 1000, sample);
      return sample;
    },
  };
  return queue;
}

/** Three axes little endian. */
export function axesBytes(sample: Int16Array, from: number): number[] {
  return [0, 1, 2].flatMap((axis) => [sample[from + axis]! & 255, (sample[from + axis]! >> 8) & 255]);
}
