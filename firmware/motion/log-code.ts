import { HALVES, LOWS_APART, PER_WORD } from '../../protocol/log-digits.ts';

/**
 * Compresses samples without loss; protocol/log-code.ts has the layout and the way back. A loop over single values would take this
 * interpreter longer than a sample lasts, so all work on values is its own native work: E.convolve subtracts (two values of 16 bits at once)
 * and packs, E.sum tells how wide a word's digits must be. Buffers are kept, for to make one takes as long as ten values.
 */
const WORDS_PER_SAMPLE = 3;
const SAMPLE_BYTES = 12;

/** Of a byte, WEIGHT to the power of the width that it needs: the sum of them tells the greatest. */
const WEIGHT = 256;
/** The exponent of the sum, a Float32 read as a whole number, is 8 times the width and a little. */
const BITS_OF_ONE = 0x3f800000;
const BITS_BELOW_WIDTH = 26;
const weights = new Float32Array(256);
for (let byte = 0, width = 0; byte < 128; byte++) {
  if (byte >= HALVES[width]) width++;
  weights[byte] = WEIGHT ** width;
  weights[255 - byte] = weights[byte];
}

type Packing = [wordsBegin: Uint8Array, pack: (at: number) => number];

/** Places of up to 84 samples of three words. */
let seconds = new Uint8Array(0);
let ones = seconds;
let thirds = seconds;
/** The values of two axes, those before them first; then room for the weights of one. */
let pairs: Int32Array;
let differences: Int32Array;
let upperHalves: Int16Array;
let values: Int16Array;
let digits: Int8Array;
let upperBytes: Uint8Array;
let weighed: Float32Array;
let subtract: (at: number) => number;
/** By width, made when it is first needed. */
let packings: Packing[];

function everyNth(step: number, count: number): Uint8Array {
  const places = new Uint8Array(count);
  for (let i = 0; i < count; i++) places[i] = step * i;
  return places;
}

function prepare(samples: number): void {
  if (seconds.length === samples) return;
  ones = everyNth(1, samples);
  seconds = everyNth(2, samples);
  thirds = everyNth(WORDS_PER_SAMPLE, samples + 1);
  pairs = new Int32Array(samples + 1);
  differences = new Int32Array(samples);
  upperHalves = new Int16Array(differences.buffer).subarray(1);
  values = new Int16Array(samples);
  upperBytes = new Uint8Array(values.buffer).subarray(1);
  digits = new Int8Array(samples);
  weighed = new Float32Array(pairs.buffer, 0, samples);
  subtract = E.convolve.bind(E, new Int8Array([-1, 1]), pairs);
  packings = [];
}

function packingOf(width: number): Packing {
  if (!packings[width]) {
    const perWord = PER_WORD[width];
    const powers = new Uint32Array(perWord);
    for (let i = 0, power = 1; i < perWord; i++, power *= 2 * HALVES[width]) powers[i] = power;
    packings[width] = [everyNth(perWord, Math.ceil(digits.length / perWord)), E.convolve.bind(E, powers, digits)];
  }
  return packings[width];
}

/** The block that is under way: all its words, and what is compressed of it. */
let words = new Int32Array(0);
let head = '';
let text = '';

/** @param bytes room for a sample, then those to compress, at most 84 */
export function beginBlock(bytes: Uint8Array): void {
  prepare(bytes.length / SAMPLE_BYTES - 1);
  const first = bytes.subarray(SAMPLE_BYTES, 2 * SAMPLE_BYTES);
  // The first differs from itself by nothing.
  bytes.set(first);
  words = new Int32Array(bytes.buffer);
  head = E.toString(first);
  text = '';
}

/** Two axes: 0, 1 and 2 in turn. */
export function compressWord(word: number): void {
  E.mapInPlace(thirds, pairs, words.subarray(word));
  E.mapInPlace(ones, differences, subtract);
  values.set(differences);
  compressAxis();
  E.mapInPlace(seconds, values, upperHalves);
  compressAxis();
}

/** Keeps nothing of it. @returns one character a byte */
export function endBlock(): string {
  const block = head + text;
  head = text = '';
  words = new Int32Array(0);
  return block;
}

function compressAxis(): void {
  digits.set(values);
  let isApart = 0;
  // Less where a value does not fit a byte: what is left of it then is nearer to 0 or has the other sign.
  if (E.convolve(digits, values, 0) !== E.convolve(values, values, 0)) {
    isApart = LOWS_APART;
    text += E.toString(digits);
    E.mapInPlace(seconds, digits, upperBytes);
  }
  E.mapInPlace(digits, weighed, weights);
  weighed[0] = E.sum(weighed);
  const width = (pairs[0] - BITS_OF_ONE) >> BITS_BELOW_WIDTH;
  const packing = packingOf(width);
  const packed = new Int32Array(packing[0].length);
  E.mapInPlace(packing[0], packed, packing[1]);
  head += String.fromCharCode(width + isApart);
  text += E.toString(packed.buffer);
}
