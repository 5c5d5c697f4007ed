/**
 * Compresses samples without loss; protocol/log-code.ts has the layout and the way back. A loop over single values would take this
 * interpreter longer than a sample lasts, so two values of 16 bits are subtracted at once and all else is its own native work.
 */
const WORDS_PER_SAMPLE = 3;
const AXES = 6;
const SAMPLE_BYTES = 12;
/** Both halves of a word get 128, so that what is within -128…127 has an upper byte of 0. */
const BIAS = 0x00800080;

const heatshrink = builtinModule('heatshrink');
let places = new Uint16Array(0);

/** Where each sample begins. */
function placesOf(samples: number): Uint16Array {
  if (places.length !== samples) {
    places = new Uint16Array(samples);
    for (let i = 0; i < samples; i++) places[i] = SAMPLE_BYTES * i;
  }
  return places;
}

/**
 * Closes the upper bytes. The interpreter's heatshrink loses up to seven bits at the end of what it makes where its buffer of 128 bytes is
 * just full then: a last byte that is like none before it is coded by itself, in nine.
 */
const STOP = 128;

/** @param bytes a sample of zeros, then those to compress @returns one character a byte */
export function compressSamples(bytes: Uint8Array): string {
  const samples = bytes.length / SAMPLE_BYTES - 1;
  const values = AXES * samples;
  const words = new Int32Array(bytes.buffer);
  const differences = words.subarray(WORDS_PER_SAMPLE).map((word, i) => word - words[i] + BIAS);
  const lows = new Uint8Array(values);
  lows.set(new Uint16Array(differences.buffer, 0, values));
  const pairs = new Uint8Array(differences.buffer);
  const highs = new Uint8Array(values + 1);
  const from = placesOf(samples);
  for (let axis = 0; axis < AXES; axis++)
    E.mapInPlace(from, highs.subarray(axis * samples, (axis + 1) * samples), pairs.subarray(2 * axis + 1));
  highs[values] = STOP;
  const short = E.toString(heatshrink.compress(highs));
  const isShort = short.length < values && highs.indexOf(STOP) === values;
  return E.toString(lows) + (isShort ? short : E.toString(highs.subarray(0, values)));
}
