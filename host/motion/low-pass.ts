/**
 * Second-order Butterworth low-pass over a few channels that share one set of coefficients, as VQF uses it
 * (Laidig & Seel 2023, section 3.2). It lives in a stretch of a Float64Array: a counter, the value of each channel, which
 * is replaced by the filtered one, and two cells of memory a channel. While the filter is younger than its time constant
 * it averages, so that it does not hang on one sample.
 */
export interface LowPass {
  readonly b0: number;
  readonly a1: number;
  readonly a2: number;
  /** How many samples are averaged before the recursion takes over. */
  readonly warmUp: number;
}

const RUNNING = -1;

/** Cells needed for `channels` channels. A stretch of zeros is a fresh filter. */
export const lowPassCells = (channels: number): number => 1 + 3 * channels;

/** @throws RangeError unless the time constant is at least half a sample: below that the filter has no meaning. */
export function designLowPass(tauS: number, periodS: number): LowPass {
  if (!(periodS > 0) || !(tauS >= periodS / 2))
    throw new RangeError(`no low-pass of ${tauS} s at a period of ${periodS} s`);
  const c = Math.tan(Math.SQRT1_2 * (periodS / tauS));
  const d = c * c + Math.SQRT2 * c + 1;
  let warmUp = 1;
  while (warmUp * periodS < tauS) warmUp++;
  return { b0: (c * c) / d, a1: (2 * (c * c - 1)) / d, a2: (1 - Math.SQRT2 * c + c * c) / d, warmUp };
}

/** Filters the values at `at + 1` and after, one a channel. */
export function lowPass(cells: Float64Array, at: number, channels: number, filter: LowPass): void {
  if (cells[at] !== RUNNING) {
    average(cells, at, channels, filter);
    return;
  }
  const { b0, a1, a2 } = filter;
  const end = at + 1 + channels;
  for (let value = at + 1, memory = end; value < end; value++, memory += 2) {
    const x = b0 * cells[value]!;
    const y = x + cells[memory]!;
    cells[value] = y;
    cells[memory] = 2 * x - a1 * y + cells[memory + 1]!;
    cells[memory + 1] = x - a2 * y;
  }
}

function average(cells: Float64Array, at: number, channels: number, filter: LowPass): void {
  const count = cells[at]! + 1;
  cells[at] = count;
  const done = count >= filter.warmUp;
  if (done) cells[at] = RUNNING;
  const end = at + 1 + channels;
  for (let value = at + 1, memory = end; value < end; value++, memory += 2) {
    const sum = cells[memory]! + cells[value]!;
    const mean = sum / count;
    cells[value] = mean;
    // The recursion starts in the steady state of a constant input.
    cells[memory] = done ? mean * (1 - filter.b0) : sum;
    cells[memory + 1] = done ? mean * (filter.b0 - filter.a2) : 0;
  }
}

/** Forgets everything: the filter averages anew. */
export function resetLowPass(cells: Float64Array, at: number, channels: number): void {
  cells.fill(0, at, at + lowPassCells(channels));
}
