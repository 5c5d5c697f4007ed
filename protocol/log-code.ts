import { HALVES, LOWS_APART, PACKED_IN_WORDS, PER_WORD } from './log-digits.ts';

/**
 * A block of a band's flash log: frames that nobody heard. firmware/motion/log.ts and log-code.ts make it, in the shape that costs them and
 * flash the least. Little endian: sequence and ticks of the first frame, ticks of the last (each 4 bytes), boot modulo 2^16, configuration
 * plus PACKED_IN_WORDS, samples a frame, frames (1 byte each), then the samples, compressed without loss:
 *
 * The first sample as it is. Each value of a sample less that of the sample before (of the first: 0), modulo 2^16; gx and gy, gz and ax, ay and az are
 * subtracted as one number of 32 bits, so that the second of a pair may take a carry of the first. Then the width of each axis (1 byte
 * each), and axis by axis its differences as digits of words of 32 bits (log-digits.ts). Where some do not fit a signed byte, all their
 * lower bytes stand first and the digits are the upper bytes. Digits beyond the last sample mean nothing.
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

/** @returns null where not even that is there, or the samples were compressed as by earlier firmware */
export function readLogHead(block: Uint8Array): LogHead | null {
  if (block.length < LOG_HEAD_BYTES || block[CONFIGURATION_AT]! < PACKED_IN_WORDS) return null;
  const view = new DataView(block.buffer, block.byteOffset);
  return {
    sequence: view.getUint32(0, true),
    ticksUs: view.getUint32(TICKS_AT, true),
    lastTicksUs: view.getUint32(LAST_TICKS_AT, true),
    boot: view.getUint16(BOOT_AT, true),
    configurationId: block[CONFIGURATION_AT]! - PACKED_IN_WORDS,
    samplesPerFrame: block[SAMPLES_PER_FRAME_AT]!,
    frames: block[FRAMES_AT]!,
  };
}

const AXES = 6;
const WORDS_PER_SAMPLE = 3;
const WORD_BYTES = 4;
const SAMPLE_BYTES = 12;
/** The first sample, a width for each axis. */
const DATA_HEAD_BYTES = SAMPLE_BYTES + AXES;
const WORD_RANGE = 2 ** 32;

const packedBytes = (width: number, samples: number): number => WORD_BYTES * Math.ceil(samples / PER_WORD[width]!);

/** Bytes that belong to one axis; NaN where there is no such width. */
function axisBytes(form: number, samples: number): number {
  const width = form % LOWS_APART;
  if (form >= 2 * LOWS_APART || width >= HALVES.length) return Number.NaN;
  return packedBytes(width, samples) + (form < LOWS_APART ? 0 : samples);
}

function unpack(packed: DataView, width: number, samples: number): Int32Array {
  const half = HALVES[width]!;
  const base = 2 * half;
  const perWord = PER_WORD[width]!;
  // What all digits at their lowest are short of 0.
  const lowest = (half * (base ** perWord - 1)) / (base - 1);
  const digits = new Int32Array(samples);
  for (let at = 0, word = 0; at < samples; word++) {
    let rest = (packed.getUint32(WORD_BYTES * word, true) + lowest) % WORD_RANGE;
    for (const end = Math.min(at + perWord, samples); at < end; at++, rest = Math.floor(rest / base))
      digits[at] = (rest % base) - half;
  }
  return digits;
}

/** @returns the differences of one axis, of which the lower 16 bits count */
function differencesOf(bytes: Uint8Array, form: number, samples: number): Int32Array {
  const isApart = form >= LOWS_APART;
  const at = bytes.byteOffset + (isApart ? samples : 0);
  const digits = unpack(new DataView(bytes.buffer, at), form % LOWS_APART, samples);
  return isApart ? digits.map((digit, i) => (digit << 8) | bytes[i]!) : digits;
}

/** @returns gx, gy, gz, ax, ay, az of each sample; null where `data` is no such block */
export function decompressSamples(data: Uint8Array, samples: number): Int16Array | null {
  const forms = [...data.subarray(SAMPLE_BYTES, DATA_HEAD_BYTES)];
  const sizes = forms.map((form) => axisBytes(form, samples));
  if (forms.length < AXES || sizes.reduce((sum, size) => sum + size, DATA_HEAD_BYTES) !== data.length) return null;
  const words = new Int32Array(WORDS_PER_SAMPLE * samples);
  let at = DATA_HEAD_BYTES;
  for (const [axis, form] of forms.entries()) {
    const shift = axis % 2 ? 16 : 0;
    const differences = differencesOf(data.subarray(at, at + sizes[axis]!), form, samples);
    at += sizes[axis]!;
    differences.forEach((difference, i) => {
      words[WORDS_PER_SAMPLE * i + (axis >> 1)]! |= (difference & 0xffff) << shift;
    });
  }
  const first = new DataView(data.buffer, data.byteOffset);
  for (let i = 0; i < words.length; i++)
    words[i]! += i < WORDS_PER_SAMPLE ? first.getInt32(WORD_BYTES * i, true) : words[i - WORDS_PER_SAMPLE]!;
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
