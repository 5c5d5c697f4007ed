import { type Random, seededRandom } from '../../sim/random.ts';

/** Numbers that lengths, counters and varints are wrong at. */
const EDGES = [0, 1, 2, 4, 6, 7, 12, 63, 64, 127, 128, 191, 192, 253, 254, 255];
/** Varints that claim what cannot be there: 127, 16 kB, 2 GB, 4 GB - 1, 2^63, one without an end. */
const HUGE = [
  [0x7f],
  [0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
];
const NOISE_SHARE = 0.1;
const LONG_SHARE = 0.01;
const NOISE_BYTES = 300;
/** More than any packet, notification or read of a port. */
export const INPUT_BYTES_MAX = 4096;

type Mutation = (bytes: Uint8Array, random: Random, valid: readonly Uint8Array[]) => Uint8Array;

const below = (random: Random, limit: number): number => Math.floor(random.next() * limit);
const picked = <Item>(random: Random, items: readonly Item[]): Item => items[below(random, items.length)]!;
const noise = (random: Random, length: number): Uint8Array => Uint8Array.from({ length }, () => below(random, 256));

function spliced(bytes: Uint8Array, from: number, to: number, middle: ArrayLike<number>): Uint8Array {
  const whole = new Uint8Array(from + middle.length + bytes.length - to);
  whole.set(bytes.subarray(0, from));
  whole.set(middle, from);
  whole.set(bytes.subarray(to), from + middle.length);
  return whole;
}

function changed(bytes: Uint8Array, random: Random, change: (byte: number) => number): Uint8Array {
  const copy = bytes.slice();
  const at = below(random, copy.length);
  if (copy.length > 0) copy[at] = change(copy[at]!);
  return copy;
}

function span(bytes: Uint8Array, random: Random): readonly [number, number] {
  const from = below(random, bytes.length + 1);
  return [from, Math.min(bytes.length, from + 1 + below(random, 16))];
}

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => changed(bytes, random, (byte) => byte ^ (1 << below(random, 8))),
  (bytes, random) => changed(bytes, random, () => picked(random, EDGES)),
  (bytes, random) => changed(bytes, random, (byte) => byte + picked(random, [-1, 1, -2, 2])),
  (bytes, random) => bytes.slice(0, below(random, bytes.length + 1)),
  (bytes, random) => bytes.slice(below(random, bytes.length + 1)),
  (bytes, random) => spliced(bytes, ...span(bytes, random), []),
  (bytes, random) => spliced(bytes, ...span(bytes, random), picked(random, HUGE)),
  (bytes, random) => {
    const [from, to] = span(bytes, random);
    return spliced(bytes, from, to, noise(random, to - from));
  },
  (bytes, random) => {
    const [from, to] = span(bytes, random);
    const again = bytes.subarray(from, to);
    const times = 1 + below(random, 8);
    return spliced(bytes, to, to, Array.from({ length: times }, () => [...again]).flat());
  },
  (bytes, random, valid) => {
    const other = picked(random, valid);
    return spliced(
      bytes,
      below(random, bytes.length + 1),
      bytes.length,
      other.subarray(below(random, other.length + 1)),
    );
  },
];

/** The input of this number: a valid one, bent one to four times; or noise. The same seed and number give the same. */
export function inputOf(seed: number, index: number, valid: readonly Uint8Array[]): Uint8Array {
  const random = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const share = random.next();
  if (share < LONG_SHARE) return noise(random, below(random, INPUT_BYTES_MAX));
  if (share < NOISE_SHARE) return noise(random, below(random, NOISE_BYTES));
  // Of whatever kind: a Buffer's slice is no copy.
  let bytes: Uint8Array = Uint8Array.from(picked(random, valid));
  for (let times = 1 + below(random, 4); times > 0; times--) bytes = picked(random, MUTATIONS)(bytes, random, valid);
  return bytes.length > INPUT_BYTES_MAX ? bytes.slice(0, INPUT_BYTES_MAX) : bytes.slice();
}
