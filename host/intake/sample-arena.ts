import type { Placement } from '../../protocol/placement.ts';
import type { SampleBlock } from '../motion/samples.ts';

/**
 * Blocks are carved from one large buffer after the other: a typed array of its own costs more than all the arithmetic of a
 * frame, a view of a shared buffer next to nothing. All bands share the buffer, so that it stays in the processor's cache; no
 * part of it is used twice, so that blocks stay as they were written.
 */
const BUFFER_BYTES = 64 * 1024;
/** tMs, gyro and acc as doubles. */
const BYTES_PER_SAMPLE = 8 * 7;

let buffer = new ArrayBuffer(BUFFER_BYTES);
let used = 0;
/** Marks of blocks in which nothing was filled in, by their length: one for all, since nobody writes to a block. */
const MEASURED: Uint8Array[] = [];

/** @param filled how many samples at the beginning are filled in
 * @param railed how many of the others are at the end of the range */
export function carve(sensor: Placement, count: number, filled: number, railed = 0): SampleBlock {
  const bytes = count * BYTES_PER_SAMPLE;
  if (used + bytes > buffer.byteLength) {
    buffer = new ArrayBuffer(Math.max(BUFFER_BYTES, bytes));
    used = 0;
  }
  const at = used;
  used += bytes;
  return {
    sensor,
    count,
    tMs: new Float64Array(buffer, at, count),
    gyroRadS: new Float64Array(buffer, at + 8 * count, 3 * count),
    accMs2: new Float64Array(buffer, at + 32 * count, 3 * count),
    filled: filled > 0 ? new Uint8Array(count).fill(1, 0, filled) : measured(count),
    railed,
  };
}

function measured(count: number): Uint8Array {
  const marks = MEASURED[count] ?? new Uint8Array(count);
  MEASURED[count] = marks;
  return marks;
}
