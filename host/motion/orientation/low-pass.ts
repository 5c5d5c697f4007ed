/**
 * Second-order Butterworth low-pass over a few channels that share one set of coefficients, as VQF uses it
 * (Laidig & Seel 2023, section 3.2). It lives in a stretch of a Float64Array: a counter, the value of each channel, which
 * is replaced by the filtered one, and two cells of memory a channel. While the filter is younger than its time constant
 * it averages, so that it does not hang on one sample.
 */
export interface LowPass {
  readonly gains: Gains;
  /** How many samples are averaged before the recursion takes over. */
  readonly warmUp: number;
}

/** y = b0 x + z1; z1 := b1 x - a1 y + z2; z2 := b2 x - a2 y, with z1 and z2 the memory of a channel. */
export interface Gains {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** The counter of a filter that no longer averages. */
const GROWN = -1;

/** Cells needed for `channels` channels. A stretch of zeros is a fresh filter. */
export const lowPassCells = (channels: number): number => 1 + 3 * channels;

/** @throws RangeError unless the time constant is at least half a sample: below that the filter has no meaning. */
export function designLowPass(tauS: number, periodS: number): LowPass {
  if (!(periodS > 0) || !(tauS >= periodS / 2))
    throw new RangeError(`no low-pass of ${tauS} s at a period of ${periodS} s`);
  const c = Math.tan(Math.SQRT1_2 * (periodS / tauS));
  const d = c * c + Math.SQRT2 * c + 1;
  const b0 = (c * c) / d;
  const gains = { b0, b1: 2 * b0, b2: b0, a1: (2 * (c * c - 1)) / d, a2: (1 - Math.SQRT2 * c + c * c) / d };
  let warmUp = 1;
  while (warmUp * periodS < tauS) warmUp++;
  return { gains, warmUp };
}

/** Filters the values after the counter at `at`, one a channel. */
export function lowPass(cells: Float64Array, at: number, channels: number, filter: LowPass): void {
  const { b0, b1, b2, a1, a2 } = nextGains(cells, at, filter);
  const end = at + 1 + channels;
  for (let value = at + 1, memory = end; value < end; value++, memory += 2) {
    const x = cells[value]!;
    const y = b0 * x + cells[memory]!;
    cells[value] = y;
    cells[memory] = b1 * x - a1 * y + cells[memory + 1]!;
    cells[memory + 1] = b2 * x - a2 * y;
  }
}

/** What the next sample is to be filtered with, for those who do it themselves. Counts the sample. */
export function nextGains(cells: Float64Array, at: number, filter: LowPass): Gains {
  return cells[at] === GROWN ? filter.gains : averagingGains(cells, at, filter);
}

/** The mean of all samples so far, as a recursion. */
function averagingGains(cells: Float64Array, at: number, { gains, warmUp }: LowPass): Gains {
  const count = cells[at]! + 1;
  const isLast = count >= warmUp;
  cells[at] = isLast ? GROWN : count;
  // The filter proper begins in the steady state of a constant input.
  const a1 = isLast ? gains.b0 - 1 : -count / (count + 1);
  return { b0: 1 / count, b1: 0, b2: 0, a1, a2: isLast ? gains.a2 - gains.b0 : 0 };
}

/** Forgets everything: the filter averages anew. */
export function resetLowPass(cells: Float64Array, at: number, channels: number): void {
  cells.fill(0, at, at + lowPassCells(channels));
}
