/**
 * A block of a band's flash log: frames that nobody heard. firmware/motion/log.ts and log-code.ts make it, in the shape that costs them and
 * flash the least. Little endian: sequence and ticks of the first frame, ticks of the last (each 4 bytes), boot modulo 2^16, configuration,
 * samples a frame, frames (1 byte each), then the samples, compressed without loss:
 *
 * Each value of a sample less that of the sample before (zeros before the first) and plus 128, modulo 2^16; gx and gy, gz and ax, ay and az
 * are subtracted as one number of 32 bits, so that the second of a pair may take a carry of the first. Then all lower bytes in the order of
 * the samples, and all upper bytes axis by axis (of most motion: zeros) and a 128, by heatshrink
 * where that is shorter. Of the 128 and its flag some bits may be missing.
 */
export const LOG_HEAD_BYTES = 17;
const TICKS_AT = 4;
const LAST_TICKS_AT = 8;
const BOOT_AT = 12;
const CONFIGURATION_AT = 14;
const SAMPLES_PER_FRAME_AT = 15;
const FRAMES_AT = 16;

export interface LogHead {
  readonly sequence: number;
  readonly ticksUs: number;
  readonly lastTicksUs: number;
  /** Modulo 2^16. */
  readonly boot: number;
  readonly configurationId: number;
  readonly samplesPerFrame: number;
  readonly frames: number;
}

/** @returns null where not even that is there */
export function readLogHead(block: Uint8Array): LogHead | null {
  if (block.length < LOG_HEAD_BYTES) return null;
  const view = new DataView(block.buffer, block.byteOffset);
  return {
    sequence: view.getUint32(0, true),
    ticksUs: view.getUint32(TICKS_AT, true),
    lastTicksUs: view.getUint32(LAST_TICKS_AT, true),
    boot: view.getUint16(BOOT_AT, true),
    configurationId: block[CONFIGURATION_AT]!,
    samplesPerFrame: block[SAMPLES_PER_FRAME_AT]!,
    frames: block[FRAMES_AT]!,
  };
}

const AXES = 6;
const WORDS_PER_SAMPLE = 3;
const BIAS = 0x00800080;

const WINDOW_BITS = 8;
const LENGTH_BITS = 6;

/** @returns `length` bytes; null where `packed` holds less */
function unshrink(packed: Uint8Array, length: number): Uint8Array | null {
  const out = new Uint8Array(length);
  let bit = 0;
  const take = (bits: number): number => {
    let value = 0;
    for (let i = 0; i < bits; i++, bit++) value = (value << 1) | ((packed[bit >> 3]! >> (7 - (bit & 7))) & 1);
    return value;
  };
  for (let at = 0; at < length; ) {
    if (take(1) === 1) out[at++] = take(8);
    else {
      const distance = take(WINDOW_BITS) + 1;
      const end = at + take(LENGTH_BITS) + 1;
      if (end > length) return null;
      for (; at < end; at++) out[at] = out[at - distance] ?? 0;
    }
    if (bit > 8 * packed.length) return null;
  }
  return out;
}

/** @returns gx, gy, gz, ax, ay, az of each sample; null where `data` is no such block */
export function decompressSamples(data: Uint8Array, samples: number): Int16Array | null {
  const values = AXES * samples;
  if (data.length < values || data.length > 2 * values) return null;
  const highs = data.length === 2 * values ? data.subarray(values) : unshrink(data.subarray(values), values);
  if (!highs) return null;
  const value = (at: number): number => data[at]! | (highs[(at % AXES) * samples + Math.floor(at / AXES)]! << 8);
  const words = new Int32Array(WORDS_PER_SAMPLE * samples);
  for (let i = 0; i < words.length; i++) {
    const before = i < WORDS_PER_SAMPLE ? 0 : words[i - WORDS_PER_SAMPLE]!;
    words[i] = before + (value(2 * i) | (value(2 * i + 1) << 16)) - BIAS;
  }
  return int16LittleEndian(words);
}

function int16LittleEndian(words: Int32Array): Int16Array {
  const counts = new Int16Array(2 * words.length);
  words.forEach((word, i) => {
    counts[2 * i] = word;
    counts[2 * i + 1] = word >> 16;
  });
  return counts;
}
