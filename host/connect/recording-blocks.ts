import { AXES_PER_SAMPLE } from '../../protocol/motion-frame.ts';
import type { Placement } from '../../protocol/placement.ts';
import type { SampleBlock } from '../motion/samples.ts';
import type { Recording } from './recording.ts';

/** Samples a step of the pure stages takes at once: any number gives the same result. */
const BLOCK_SAMPLES = 64;

/** A recording as the pure stages take it, in its own rate, without a band in between. Times count from `originS`. */
export function* recordingBlocks(recording: Recording, sensor: Placement, originS: number): Generator<SampleBlock> {
  for (let from = 0; from < recording.count; from += BLOCK_SAMPLES) {
    const count = Math.min(BLOCK_SAMPLES, recording.count - from);
    yield blockOf(recording, sensor, originS, from, count);
  }
}

function blockOf(
  { tS, values }: Recording,
  sensor: Placement,
  originS: number,
  from: number,
  count: number,
): SampleBlock {
  const gyroRadS = new Float64Array(3 * count);
  const accMs2 = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    const at = (from + i) * AXES_PER_SAMPLE;
    gyroRadS.set(values.subarray(at, at + 3), 3 * i);
    accMs2.set(values.subarray(at + 3, at + 6), 3 * i);
  }
  const tMs = Float64Array.from({ length: count }, (_, i) => (tS[from + i]! - originS) * 1000);
  return { sensor, count, tMs, gyroRadS, accMs2, filled: new Uint8Array(count) };
}

/** Blocks of several recordings in order of time, as they would arrive. */
export function* inOrderOfTime(streams: readonly Iterable<SampleBlock>[]): Generator<SampleBlock> {
  const iterators = streams.map((stream) => stream[Symbol.iterator]());
  const heads = iterators.map((iterator) => iterator.next());
  for (;;) {
    let first = -1;
    heads.forEach((head, index) => {
      if (head.done) return;
      const best = heads[first];
      if (!best || best.done || head.value.tMs[0]! < best.value.tMs[0]!) first = index;
    });
    const head = heads[first];
    if (!head || head.done) return;
    yield head.value;
    heads[first] = iterators[first]!.next();
  }
}

/** Samples a second, by the median of the time steps. */
export function nominalRateHz({ tS, count }: Recording): number {
  const steps = Float64Array.from({ length: count - 1 }, (_, i) => tS[i + 1]! - tS[i]!).sort();
  return 1 / steps[steps.length >> 1]!;
}
