import { AXES_PER_SAMPLE } from '../../../protocol/motion-frame.ts';
import type { Placement } from '../../../protocol/placement.ts';
import { handedOn } from '../../intake/handed-on.ts';
import type { SampleBlock } from '../../motion/samples.ts';
import type { RawBlock } from './raw-chunk.ts';

/** Also of `limber record`. */
export const SAMPLES_HEADER = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads,filled\n';
const LINES_AT_ONCE = 1000;

/**
 * The samples of one band in the format that `limber replay` and `limber analyse` read, as the live session had them:
 * `filled` is 1 where intake interpolated over a gap. Numbers have all their digits, so that reading gives the very same
 * ones. Throws RangeError at a motion configuration nobody knows.
 */
export function* liveSamplesCsv(blocks: Iterable<RawBlock>, sensor: Placement): Generator<string> {
  yield SAMPLES_HEADER;
  for (const block of handedOn(sensor, blocks)) {
    for (let from = 0; from < block.count; from += LINES_AT_ONCE) {
      let lines = '';
      const to = Math.min(block.count, from + LINES_AT_ONCE);
      for (let i = from; i < to; i++) lines += lineOf(block, i);
      yield lines;
    }
  }
}

/** One sample, with all digits: reading gives the very same numbers. */
export function lineOf({ tMs, gyroRadS: g, accMs2: a, filled }: SampleBlock, i: number): string {
  const at = 3 * i;
  const acc = `${a[at]},${a[at + 1]},${a[at + 2]}`;
  const tS = Math.round(tMs[i]! * 1000) / 1e6;
  return `${tS},${acc},${g[at]},${g[at + 1]},${g[at + 2]},${filled[i]}\n`;
}

/**
 * The same of what was measured and nothing else, with the samples that came too late for the live session where they
 * belong.
 */
export function* measuredSamplesCsv(blocks: Iterable<RawBlock>, sensor: Placement): Generator<string> {
  yield* liveSamplesCsv(
    [...blocks].flatMap(singly).sort((one, other) => one.tMs[0]! - other.tMs[0]!),
    sensor,
  );
}

/** Each sample by itself, without marks. */
function singly({ tMs, raw, marks: _, ...band }: RawBlock): RawBlock[] {
  return Array.from(tMs, (__, i) => ({
    ...band,
    tMs: tMs.subarray(i, i + 1),
    raw: raw.subarray(AXES_PER_SAMPLE * i, AXES_PER_SAMPLE * (i + 1)),
  }));
}
