import { emptyLike } from '../../host/motion/orientation/block-part.ts';
import type { SampleBlock } from '../../host/motion/samples.ts';

/** The obvious way over a gap: every signal on a straight line between the samples beside it. Bench's peer, and nobody else's. */
export function straightLines(block: SampleBlock, periodMs: number): SampleBlock {
  const places: (readonly [index: number, share: number])[] = [[0, 0]];
  for (let i = 1; i < block.count; i++) {
    const steps = Math.max(1, Math.round((block.tMs[i]! - block.tMs[i - 1]!) / periodMs));
    for (let n = 1; n <= steps; n++) places.push([i - 1, n / steps]);
  }
  const filled = emptyLike(block, places.length);
  const mix = (
    values: Float64Array,
    width: number,
    [index, share]: readonly [number, number],
    axis: number,
  ): number => {
    const at = width * index + axis;
    return values[at]! + share * ((values[at + width] ?? values[at]!) - values[at]!);
  };
  places.forEach((place, i) => {
    filled.tMs[i] = mix(block.tMs, 1, place, 0);
    for (let axis = 0; axis < 3; axis++) {
      filled.gyroRadS[3 * i + axis] = mix(block.gyroRadS, 3, place, axis);
      filled.accMs2[3 * i + axis] = mix(block.accMs2, 3, place, axis);
      if (block.magUt && filled.magUt) filled.magUt[3 * i + axis] = mix(block.magUt, 3, place, axis);
    }
  });
  return filled;
}
