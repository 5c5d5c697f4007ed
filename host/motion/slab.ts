/**
 * Arrays that leave a step are carved from one large buffer after the other: a typed array of its own costs more than all
 * the arithmetic of a block, a view of a shared buffer next to nothing. No part of a buffer is handed out twice.
 */
const SLAB = 4096;
let buffer = new ArrayBuffer(8 * SLAB);
let used = 0;

/** @param count length of the array, whose values are all zero */
export function carve(count: number): Float64Array {
  if (used + count > SLAB) {
    if (count > SLAB / 4) return new Float64Array(count);
    buffer = new ArrayBuffer(8 * SLAB);
    used = 0;
  }
  const carved = new Float64Array(buffer, 8 * used, count);
  used += count;
  return carved;
}
