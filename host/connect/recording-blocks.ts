import { MOTION_CONFIGURATIONS } from '../../protocol/motion-configuration.ts';
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
  { tS, values, magUt, filled }: Recording,
  sensor: Placement,
  originS: number,
  from: number,
  count: number,
): SampleBlock {
  const gyroRadS = new Float64Array(3 * count);
  const accMs2 = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    const at = (from + i) * AXES_PER_SAMPLE;
    for (let axis = 0; axis < 3; axis++) {
      gyroRadS[3 * i + axis] = values[at + axis]!;
      accMs2[3 * i + axis] = values[at + 3 + axis]!;
    }
  }
  const tMs = tS.slice(from, from + count).map((t) => microsecondsOf(t - originS) / 1000);
  const marks = filled?.slice(from, from + count) ?? new Uint8Array(count);
  const block = { sensor, count, tMs, gyroRadS, accMs2, filled: marks };
  return magUt ? { ...block, magUt: magUt.slice(3 * from, 3 * (from + count)) } : block;
}

/** Whole, as intake has them: what a live session wrote comes back with the very same times. */
const microsecondsOf = (tS: number): number => Math.round(tS * 1e6);

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

/** So near to a band's rate it is that rate, written with rounded times. */
const SAME_RATE = 0.005;

/**
 * Samples a second, by the median of the time steps; a band's nominal rate where it is as good as that, for which the
 * filters of a live session are designed.
 */
export function nominalRateHz({ tS, count }: Recording): number {
  const steps = Float64Array.from({ length: count - 1 }, (_, i) => tS[i + 1]! - tS[i]!).sort();
  const rateHz = 1 / steps[steps.length >> 1]!;
  const nominal = MOTION_CONFIGURATIONS.find(
    (band) => band.gyroRangeDps > 0 && Math.abs(rateHz / band.rateHz - 1) < SAME_RATE,
  );
  return nominal?.rateHz ?? rateHz;
}
