import type { SampleBlock } from '../motion/samples.ts';
import { counted } from './columns.ts';

/** What has become of one band's recording. A plain object; times in seconds on the recording's clock. */
export interface RecordingTally {
  readonly samples: number;
  /** Of them, those that were drawn over a gap. */
  readonly interpolated: number;
  /** Samples that would have gone backwards in time, after a band started anew. */
  readonly leftOut: number;
  readonly firstS: number | null;
  readonly lastS: number | null;
  /** Longer than is interpolated. */
  readonly gaps: readonly Gap[];
  readonly frames: { readonly received: number; readonly lost: number; readonly recovered: number };
}

export interface Gap {
  readonly fromS: number;
  readonly toS: number;
}

export const NO_RECORDING: RecordingTally = {
  samples: 0,
  interpolated: 0,
  leftOut: 0,
  firstS: null,
  lastS: null,
  gaps: [],
  frames: { received: 0, lost: 0, recovered: 0 },
};

/** Intake draws no line over more than this. */
const GAP_S = 1;

/** How many of the block's first samples go no further than what is recorded: their time is not written again. */
export function staleSamples({ lastS }: RecordingTally, { tMs, count }: SampleBlock): number {
  if (lastS === null) return 0;
  let stale = 0;
  while (stale < count && tMs[stale]! / 1000 <= lastS) stale++;
  return stale;
}

export function tallyBlock(tally: RecordingTally, block: SampleBlock): RecordingTally {
  const { tMs, count, filled } = block;
  const from = staleSamples(tally, block);
  if (from === count) return { ...tally, leftOut: tally.leftOut + count };
  const [firstS, lastS] = [tMs[from]! / 1000, tMs[count - 1]! / 1000];
  const isGap = tally.lastS !== null && firstS - tally.lastS > GAP_S;
  return {
    ...tally,
    samples: tally.samples + count - from,
    interpolated: tally.interpolated + filled.subarray(from).reduce((sum, mark) => sum + mark, 0),
    leftOut: tally.leftOut + from,
    firstS: tally.firstS ?? firstS,
    lastS,
    gaps: isGap ? [...tally.gaps, { fromS: tally.lastS!, toS: firstS }] : tally.gaps,
  };
}

/** One line: how much there is, and how much of it was measured. */
export function tallyWords(tally: RecordingTally): string {
  const { samples, interpolated, leftOut, firstS, lastS, gaps, frames } = tally;
  if (samples === 0 || firstS === null || lastS === null) return 'no samples came';
  const parts = [
    `${samples} samples over ${(lastS - firstS).toFixed(1)} s`,
    `frames ${frames.received} received, ${frames.recovered} recovered, ${frames.lost} lost`,
    interpolated === 0
      ? 'nothing interpolated'
      : `${counted(interpolated, 'sample')} interpolated (${((100 * interpolated) / samples).toFixed(1)} %)`,
  ];
  if (gaps.length > 0) {
    const openS = gaps.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0);
    const where = gaps.map(({ fromS, toS }) => `${fromS.toFixed(1)} to ${toS.toFixed(1)} s`).join(', ');
    parts.push(`${counted(gaps.length, 'gap')} left open, ${openS.toFixed(1)} s in all (${where})`);
  }
  if (leftOut > 0) parts.push(`${counted(leftOut, 'sample')} left out: the band started anew`);
  return parts.join('; ');
}
