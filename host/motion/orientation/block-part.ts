import type { SampleBlock } from '../samples.ts';

/** Samples `from` up to `to`: views, nothing is copied. */
export function partOf(block: SampleBlock, from: number, to: number): SampleBlock {
  const { sensor, tMs, gyroRadS, accMs2, filled, magUt } = block;
  const part = {
    sensor,
    count: to - from,
    tMs: tMs.subarray(from, to),
    gyroRadS: gyroRadS.subarray(3 * from, 3 * to),
    accMs2: accMs2.subarray(3 * from, 3 * to),
    filled: filled.subarray(from, to),
  };
  return magUt ? { ...part, magUt: magUt.subarray(3 * from, 3 * to) } : part;
}

/** Room for so many samples of the same sensor and kind. */
export function emptyLike({ sensor, magUt }: SampleBlock, count: number): SampleBlock {
  const empty = {
    sensor,
    count,
    tMs: new Float64Array(count),
    gyroRadS: new Float64Array(3 * count),
    accMs2: new Float64Array(3 * count),
    filled: new Uint8Array(count),
  };
  return magUt ? { ...empty, magUt: new Float64Array(3 * count) } : empty;
}

/** Blocks of one sensor, one behind the other. @throws RangeError where there is none */
export function joinBlocks(blocks: Iterable<SampleBlock>): SampleBlock {
  const all = [...blocks];
  const [first] = all;
  if (!first) throw new RangeError('no blocks to join');
  const joined = emptyLike(
    first,
    all.reduce((sum, { count }) => sum + count, 0),
  );
  let at = 0;
  for (const block of all) {
    joined.tMs.set(block.tMs, at);
    joined.gyroRadS.set(block.gyroRadS, 3 * at);
    joined.accMs2.set(block.accMs2, 3 * at);
    joined.filled.set(block.filled, at);
    if (block.magUt) joined.magUt?.set(block.magUt, 3 * at);
    at += block.count;
  }
  return joined;
}
