import { type BandPair, initialBandPair, stepBandPair } from '../../../host/motion/joint/band-pair.ts';
import {
  type CorrectedHinge,
  initialCorrectedHinge,
  stepCorrectedHinge,
} from '../../../host/motion/joint/corrected-hinge.ts';
import { type OfflineHinge, offlineHinge } from '../../../host/motion/joint/offline-hinge.ts';
import type { OrientedPairs } from '../../../host/motion/joint/oriented-pair.ts';
import { pairRecorded } from '../../../host/motion/joint/recorded-pair.ts';
import { joinBlocks } from '../../../host/motion/orientation/block-part.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import type { HingeTrial, SensorSamples } from '../../../sim/body/hinge.ts';
import { interleave } from '../recording.ts';

export interface Angles {
  readonly tMs: readonly number[];
  readonly angleDeg: readonly number[];
  readonly confidence: readonly number[];
}

/** Blocks of both sides in order of arrival; thigh stands for proximal, shank for distal. */
export function blocksOf(trial: HingeTrial, sizes?: (index: number) => number): SampleBlock[] {
  const tMs = trial.tS.map((t) => t * 1000);
  const { proximal, distal } = trial;
  return interleave([recordingOf('thigh', tMs, proximal), recordingOf('shank', tMs, distal)], sizes);
}

const recordingOf = (sensor: 'thigh' | 'shank', tMs: Float64Array, samples: SensorSamples) => ({
  sensor,
  tMs,
  ...samples,
});

/** Nominal rate of the trial's sensors. */
export const rateOf = ({ tS }: HingeTrial): number => 1 / (tS[1]! - tS[0]!);

export function pairsOf(trial: HingeTrial, blocks = blocksOf(trial)): OrientedPairs {
  let state: BandPair = initialBandPair([rateOf(trial), rateOf(trial)]);
  const parts = blocks.map((block) => {
    const [next, pairs] = stepBandPair(state, block.sensor === 'thigh' ? 0 : 1, block);
    state = next;
    return pairs;
  });
  const values = Float64Array.from(parts.flatMap((part) => [...part.values]));
  return { count: parts.reduce((sum, { count }) => sum + count, 0), values };
}

/** @param between is handed the states after each block and hands back those to go on with */
export function causalAngles(
  trial: HingeTrial,
  axes?: readonly number[],
  blocks = blocksOf(trial),
  between: (states: [BandPair, CorrectedHinge]) => [BandPair, CorrectedHinge] = (states) => states,
): Angles & { readonly state: CorrectedHinge } {
  let states: [BandPair, CorrectedHinge] = [
    initialBandPair([rateOf(trial), rateOf(trial)]),
    initialCorrectedHinge(axes),
  ];
  const run = { tMs: [] as number[], angleDeg: [] as number[], confidence: [] as number[] };
  for (const block of blocks) {
    const [pair, pairs] = stepBandPair(states[0], block.sensor === 'thigh' ? 0 : 1, block);
    const [hinge, angles] = stepCorrectedHinge(states[1], pairs);
    states = between([pair, hinge]);
    run.tMs.push(...angles.tMs);
    run.angleDeg.push(...angles.angleDeg);
    run.confidence.push(...angles.confidence);
  }
  return { ...run, state: states[1] };
}

export function offlineAngles(trial: HingeTrial, axes?: readonly number[]): OfflineHinge {
  const blocks = blocksOf(trial);
  const band = (sensor: 'thigh' | 'shank') => ({
    block: joinBlocks(blocks.filter((block) => block.sensor === sensor)),
    rateHz: rateOf(trial),
  });
  return offlineHinge(pairRecorded(band('thigh'), band('shank')), axes);
}

/**
 * Root mean square error, degrees, without the first 5 s and without one constant offset, which no pair of sensors
 * strapped on anyhow can know. Found axes may point either way: `mayFlip`.
 */
export function rmseDeg(
  trial: HingeTrial,
  { tMs, angleDeg }: { readonly tMs: ArrayLike<number>; readonly angleDeg: ArrayLike<number> },
  mayFlip = false,
): number {
  const errors = (sign: number): number[] => {
    const found: number[] = [];
    for (let i = 0; i < tMs.length; i++) {
      if (tMs[i]! < 5000) continue;
      const sample = Math.round((tMs[i]! / 1000) * rateOf(trial));
      found.push(sign * angleDeg[i]! - trial.angleDeg[sample]!);
    }
    return found;
  };
  const spread = (values: readonly number[]): number => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  };
  return mayFlip ? Math.min(spread(errors(1)), spread(errors(-1))) : spread(errors(1));
}
