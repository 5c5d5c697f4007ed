import { emptyLike } from '../../host/motion/orientation/block-part.ts';
import type { SampleBlock } from '../../host/motion/samples.ts';
import { seededRandom } from '../../sim/random.ts';

/** A slower sensor on a radio that loses samples: each of its samples is the mean of several. */
export interface LossyLink {
  /** How many samples become one. */
  readonly every: number;
  /** Share of samples lost. */
  readonly lossShare: number;
  readonly burstSamples: number;
  readonly seed: number;
}

/** Means of `every` samples each, told at the time of the last of them; a rest at the end is dropped. */
export function slower(block: SampleBlock, every: number): SampleBlock {
  const means = emptyLike(block, Math.floor(block.count / every));
  const average = (from: Float64Array | undefined, to: Float64Array | undefined): void => {
    to?.forEach((_, i) => {
      const first = 3 * every * Math.floor(i / 3) + (i % 3);
      for (let n = 0; n < every; n++) to[i]! += from![first + 3 * n]! / every;
    });
  };
  average(block.gyroRadS, means.gyroRadS);
  average(block.accMs2, means.accMs2);
  average(block.magUt, means.magUt);
  means.tMs.forEach((_, i) => {
    means.tMs[i] = block.tMs[every * (i + 1) - 1]!;
  });
  return means;
}

/** Numbers of the samples that arrive: bursts of equal length begin at random; first and last always arrive. */
export function arriving(count: number, { lossShare, burstSamples, seed }: LossyLink): number[] {
  const random = seededRandom(seed).fork('loss');
  const begins = lossShare / burstSamples / (1 - lossShare);
  const kept: number[] = [];
  for (let i = 0; i < count; i++) {
    const isLost = i > 0 && i + burstSamples < count && random.next() < begins;
    if (isLost) i += burstSamples;
    kept.push(i);
  }
  return kept;
}

export function pickSamples(block: SampleBlock, kept: readonly number[]): SampleBlock {
  const picked = emptyLike(block, kept.length);
  kept.forEach((from, to) => {
    picked.tMs[to] = block.tMs[from]!;
    for (let axis = 0; axis < 3; axis++) {
      picked.gyroRadS[3 * to + axis] = block.gyroRadS[3 * from + axis]!;
      picked.accMs2[3 * to + axis] = block.accMs2[3 * from + axis]!;
      if (picked.magUt) picked.magUt[3 * to + axis] = block.magUt![3 * from + axis]!;
    }
  });
  return picked;
}

/** Quaternions at other times, between their neighbours; before the first and after the last, those. */
export function quaternionsAt(tMs: Float64Array, quaternions: Float64Array, atMs: Float64Array): Float64Array {
  const out = new Float64Array(4 * atMs.length);
  let i = 0;
  atMs.forEach((t, n) => {
    while (i < tMs.length - 2 && tMs[i + 1]! < t) i++;
    const share = Math.max(0, Math.min(1, (t - tMs[i]!) / (tMs[i + 1]! - tMs[i]!)));
    out.set(between(quaternions, 4 * i, share), 4 * n);
  });
  return out;
}

function between(quaternions: Float64Array, at: number, share: number): number[] {
  const a = [...quaternions.subarray(at, at + 4)];
  const b = [...quaternions.subarray(at + 4, at + 8)];
  const dot = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
  const mixed = a.map((value, k) => value + share * ((dot < 0 ? -b[k]! : b[k]!) - value));
  const norm = Math.hypot(...mixed);
  return mixed.map((value) => value / norm);
}
