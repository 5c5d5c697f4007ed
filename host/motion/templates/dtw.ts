/** A series of rows of `width` values, one after the other. */
export interface Series {
  readonly values: Float64Array;
  readonly width: number;
  readonly count: number;
}

export interface DtwOptions {
  /** Samples i and j may be matched where they are less than this apart, beyond the difference of the lengths. */
  readonly window?: number;
  /** What it costs to dwell on a sample, in the unit of the values. */
  readonly penalty?: number;
  /** How many samples at either end of either series may stay unmatched. */
  readonly psi?: number;
}

export const seriesOf = (values: Float64Array, width: number): Series => ({
  values,
  width,
  count: values.length / width,
});

/**
 * Dynamic time warping: the square root of the least sum of squared distances along a warping path, as dtaidistance and
 * tslearn define it (Sakoe and Chiba 1978). Checked against dtaidistance to 1e-9. Infinite where no path exists.
 */
export function dtw(a: Series, b: Series, options: DtwOptions = {}): number {
  const { psi = 0, penalty = 0, window = Math.max(a.count, b.count) } = options;
  const longer = b.count - a.count;
  let above = new Float64Array(b.count + 1).fill(Number.POSITIVE_INFINITY);
  let row = new Float64Array(b.count + 1);
  above.fill(0, 0, psi + 1);
  let relaxed = Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.count; i++) {
    const from = Math.max(0, i - Math.max(0, -longer) - window + 1);
    const to = Math.min(b.count, i + Math.max(0, longer) + window);
    row.fill(Number.POSITIVE_INFINITY);
    if (i < psi && from === 0) row[0] = 0;
    fillRow(a, b, i, from, to, penalty * penalty, above, row);
    if (psi > 0 && a.count - 1 - i <= psi && to === b.count) relaxed = Math.min(relaxed, row[b.count]!);
    [above, row] = [row, above];
  }
  for (let j = b.count - psi; j <= b.count; j++) relaxed = Math.min(relaxed, above[j]!);
  return Math.sqrt(relaxed);
}

function fillRow(
  a: Series,
  b: Series,
  i: number,
  from: number,
  to: number,
  dwell: number,
  above: Float64Array,
  row: Float64Array,
): void {
  for (let j = from; j < to; j++) {
    const nearest = Math.min(above[j]!, above[j + 1]! + dwell, row[j]! + dwell);
    row[j + 1] = nearest + squaredDistance(a, i, b, j);
  }
}

function squaredDistance(a: Series, i: number, b: Series, j: number): number {
  const { width } = a;
  let sum = 0;
  for (let k = 0; k < width; k++) {
    const difference = a.values[i * width + k]! - b.values[j * width + k]!;
    sum += difference * difference;
  }
  return sum;
}

/** Pairs of samples on the best path; where two are equally good, the one that moves in both series. */
export function dtwPath(a: Series, b: Series): [number, number][] {
  const columns = b.count + 1;
  const sums = new Float64Array((a.count + 1) * columns).fill(Number.POSITIVE_INFINITY);
  sums[0] = 0;
  for (let i = 0; i < a.count; i++) {
    const above = sums.subarray(i * columns, (i + 1) * columns);
    fillRow(a, b, i, 0, b.count, 0, above, sums.subarray((i + 1) * columns, (i + 2) * columns));
  }
  const path: [number, number][] = [];
  let [i, j] = [a.count, b.count];
  while (i > 0 && j > 0) {
    path.push([i - 1, j - 1]);
    const [both, up, left] = [
      sums[(i - 1) * columns + j - 1]!,
      sums[(i - 1) * columns + j]!,
      sums[i * columns + j - 1]!,
    ];
    if (both <= up && both <= left) [i, j] = [i - 1, j - 1];
    else if (up <= left) i--;
    else j--;
  }
  return path.reverse();
}

/** Where in a series a query fits best: first and last sample, and the sum of squares along the path. */
export interface SubsequenceMatch {
  readonly from: number;
  readonly to: number;
  readonly sumOfSquares: number;
}

/**
 * Subsequence DTW (Sakurai et al. 2007; Yurtman and Barshan 2014, equations 9 to 13): the query is matched whole, the
 * series from wherever to wherever. Row by row of the series, so it can be fed as samples arrive.
 */
export function dtwSubsequence(query: Series, series: Series): SubsequenceMatch {
  const sums = new Float64Array(query.count).fill(Number.POSITIVE_INFINITY);
  const starts = new Int32Array(query.count);
  let best: SubsequenceMatch = { from: 0, to: 0, sumOfSquares: Number.POSITIVE_INFINITY };
  for (let j = 0; j < series.count; j++) {
    advance(query, series, j, sums, starts);
    const sumOfSquares = sums[query.count - 1]!;
    if (sumOfSquares < best.sumOfSquares) best = { from: starts[query.count - 1]!, to: j, sumOfSquares };
  }
  return best;
}

/** One more sample of the series; sums and starts are those of the paths that end with it, for each sample of the query. */
function advance(query: Series, series: Series, j: number, sums: Float64Array, starts: Int32Array): void {
  let [bothSum, bothStart] = [Number.POSITIVE_INFINITY, j];
  for (let i = 0; i < query.count; i++) {
    const [stayedSum, stayedStart] = [sums[i]!, starts[i]!];
    let [sum, start] = i === 0 ? [0, j] : [bothSum, bothStart];
    if (i > 0 && stayedSum < sum) [sum, start] = [stayedSum, stayedStart];
    if (i > 0 && sums[i - 1]! < sum) [sum, start] = [sums[i - 1]!, starts[i - 1]!];
    sums[i] = sum + squaredDistance(query, i, series, j);
    starts[i] = start;
    [bothSum, bothStart] = [stayedSum, stayedStart];
  }
}
