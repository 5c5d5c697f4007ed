/** Offsets of one clock from another by the time of the first at which each was noted, oldest first. */
export interface Moments {
  readonly ms: number[];
  readonly offsetsMs: number[];
}

export function noteMoment({ ms, offsetsMs }: Moments, atMs: number, offsetMs: number): void {
  ms.push(atMs);
  offsetsMs.push(offsetMs);
}

export function forgetBefore({ ms, offsetsMs }: Moments, oldestMs: number): void {
  let old = 0;
  while (ms[old]! < oldestMs) old++;
  if (old === 0) return;
  ms.splice(0, old);
  offsetsMs.splice(0, old);
}

/** As they would be at `atMs` by this drift. */
export function levelled({ ms, offsetsMs }: Moments, atMs: number, drift: number): Float64Array {
  const levelledMs = new Float64Array(ms.length);
  for (let i = 0; i < levelledMs.length; i++) levelledMs[i] = offsetsMs[i]! - drift * (ms[i]! - atMs);
  return levelledMs;
}

export function lowest({ ms, offsetsMs }: Moments, atMs: number, drift: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ms.length; i++) least = Math.min(least, offsetsMs[i]! - drift * (ms[i]! - atMs));
  return least;
}

/** Brings the `count` lowest to the front, in place and in no order (Hoare 1961), and returns them. */
export function lowestOf(values: Float64Array, count: number): Float64Array {
  let from = 0;
  let to = values.length - 1;
  while (from < to) {
    const pivot = values[(from + to) >> 1]!;
    let low = from;
    let high = to;
    while (low <= high) {
      while (values[low]! < pivot) low++;
      while (values[high]! > pivot) high--;
      if (low > high) break;
      const higher = values[low]!;
      values[low++] = values[high]!;
      values[high--] = higher;
    }
    if (count <= high + 1) to = high;
    else if (count > low) from = low;
    else break;
  }
  return values.subarray(0, count);
}
