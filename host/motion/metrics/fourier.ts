/**
 * Magnitudes of the lowest bins of the discrete Fourier transform of a real signal that is padded with zeros to `length`,
 * a power of two from 4 on. Even and odd samples go through one complex transform of half the length (Cooley and Tukey
 * 1965, radix 2); roots of unity are computed directly, not by recurrence, which keeps 1e-12 at thousands of points.
 */
export function magnitudes(signal: ArrayLike<number>, length: number, bins: number): Float64Array {
  const { roots, values } = roomFor(length);
  const filled = interleave(signal, values);
  for (let size = filled; size < length / 2; size *= 2) butterflies(values, size, roots);
  const out = new Float64Array(bins);
  for (let k = 0; k < bins; k++) out[k] = magnitudeAt(values, k, roots);
  return out;
}

interface Room {
  /** Cosine and negative sine of 2 pi k / length for the lower half of the circle. */
  readonly roots: Float64Array;
  /** Written anew in every transform; nothing in it outlives one. */
  readonly values: Float64Array;
}

/** By length: the same few come up again and again. */
const rooms = new Map<number, Room>();

function roomFor(length: number): Room {
  const before = rooms.get(length);
  if (before) return before;
  const roots = new Float64Array(length);
  for (let k = 0; k < length / 2; k++) {
    roots[2 * k] = Math.cos((2 * Math.PI * k) / length);
    roots[2 * k + 1] = -Math.sin((2 * Math.PI * k) / length);
  }
  const room = { roots, values: new Float64Array(length) };
  rooms.set(length, room);
  return room;
}

/**
 * Even samples as real, odd ones as imaginary parts, in bit-reversed order. Zeros behind the signal leave whole runs of one
 * value each, which is what the first butterflies would make of them; returns how long these runs are.
 */
function interleave(signal: ArrayLike<number>, values: Float64Array): number {
  const half = values.length / 2;
  let used = 1;
  while (2 * used < signal.length) used *= 2;
  const run = Math.max(1, half / used);
  for (let i = 0, to = 0; i < Math.min(used, half); i++) {
    const re = 2 * i < signal.length ? signal[2 * i]! : 0;
    const im = 2 * i + 1 < signal.length ? signal[2 * i + 1]! : 0;
    for (let k = to; k < to + run; k++) {
      values[2 * k] = re;
      values[2 * k + 1] = im;
    }
    let bit = half >> 1;
    for (; bit > 0 && (to & bit) !== 0; bit >>= 1) to ^= bit;
    to |= bit;
  }
  return run;
}

function butterflies(values: Float64Array, size: number, roots: Float64Array): void {
  const stride = roots.length / size;
  const end = values.length;
  for (let block = 0; block < end; block += 4 * size) {
    for (let k = 0, a = block, b = block + 2 * size; k < roots.length; k += stride, a += 2, b += 2) {
      const c = roots[k]!;
      const s = roots[k + 1]!;
      const re = values[b]!;
      const im = values[b + 1]!;
      const x = re * c - im * s;
      const y = re * s + im * c;
      values[b] = values[a]! - x;
      values[b + 1] = values[a + 1]! - y;
      values[a]! += x;
      values[a + 1]! += y;
    }
  }
}

/** Takes the transforms of even and odd samples apart again; bin 0 to half the length. */
function magnitudeAt(values: Float64Array, k: number, roots: Float64Array): number {
  const half = values.length / 2;
  const a = 2 * (k % half);
  const b = 2 * ((half - (k % half)) % half);
  const evenRe = (values[a]! + values[b]!) / 2;
  const evenIm = (values[a + 1]! - values[b + 1]!) / 2;
  const oddRe = (values[a + 1]! + values[b + 1]!) / 2;
  const oddIm = (values[b]! - values[a]!) / 2;
  const c = k < half ? roots[2 * k]! : -1;
  const s = k < half ? roots[2 * k + 1]! : 0;
  const re = evenRe + c * oddRe - s * oddIm;
  const im = evenIm + c * oddIm + s * oddRe;
  return Math.sqrt(re * re + im * im);
}
