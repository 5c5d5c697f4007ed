import { magnitudes } from './fourier.ts';

/** How SPARC looks at a spectrum; the defaults are those of its authors. */
export interface SparcOptions {
  /** The spectrum is made 2^padLevel times finer than the signal needs. */
  readonly padLevel?: number;
  /** Highest frequency looked at, Hz; the sampling rate has to be more than twice that. */
  readonly highestHz?: number;
  /** Share of the largest magnitude under which the tail of the spectrum is noise. */
  readonly leastShare?: number;
}

/**
 * Spectral arc length of a speed profile (Balasubramanian, Melendez-Calderon, Roby-Brami, Burdet, J NeuroEng Rehabil 12,
 * 2015): -1.41 for a minimum-jerk movement, more negative the more submovements and pauses. It does not depend on
 * amplitude or, sampled alike, on duration. Valid on speed only; on a gyroscope's signal directly (Melendez-Calderon et
 * al. 2021).
 * @param speed evenly sampled, whatever unit
 */
export function sparc(speed: ArrayLike<number>, rateHz: number, options: SparcOptions = {}): number {
  const { padLevel = 4, highestHz = 10, leastShare = 0.05 } = options;
  const length = 2 ** (Math.ceil(Math.log2(speed.length)) + padLevel);
  const stepHz = rateHz / length;
  const highest = Math.min(length / 2, Math.floor(highestHz / stepHz + 1e-9));
  // The largest magnitude of a speed, which has one sign, is its mean's; of another profile it may lie anywhere.
  const spectrum = magnitudes(speed, length, hasOneSign(speed) ? highest + 1 : length / 2 + 1);
  let largest = 0;
  for (const value of spectrum) largest = Math.max(largest, value);
  let first = 0;
  while (first < highest && spectrum[first]! < leastShare * largest) first++;
  let last = highest;
  while (last > first && spectrum[last]! < leastShare * largest) last--;
  return -arcLength(spectrum, largest, first, last);
}

function arcLength(spectrum: Float64Array, largest: number, first: number, last: number): number {
  const step = 1 / (last - first);
  let sum = 0;
  for (let k = first + 1; k <= last; k++) {
    const rise = (spectrum[k]! - spectrum[k - 1]!) / largest;
    sum += Math.sqrt(step * step + rise * rise);
  }
  return sum;
}

function hasOneSign(values: ArrayLike<number>): boolean {
  let [low, high] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return low === 0 || high === 0;
}
