import { LOG_BLOCK_HEAD_BYTES } from '../../firmware/motion/log-capacity.ts';
import { LOG_HEAD_BYTES } from '../../protocol/log-code.ts';
import { NATIVE_ARRAYS } from '../../sim/board/native-arrays.ts';

/** What the band's code takes from its interpreter. */
const INTERPRETER = {
  E: {
    ...NATIVE_ARRAYS,
    toString: (bytes: ArrayBufferView | ArrayBuffer) =>
      (ArrayBuffer.isView(bytes)
        ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        : Buffer.from(bytes)
      ).toString('latin1'),
  },
};

Object.assign(globalThis, INTERPRETER);
/** By its address: the firmware is written against another library than tests are. */
const BAND_CODE = new URL('../../firmware/motion/log-code.ts', import.meta.url).href;
const { beginBlock, compressWord, endBlock } = (await import(BAND_CODE)) as {
  beginBlock(bytes: Uint8Array): void;
  compressWord(word: number): void;
  endBlock(): string;
};

/** Samples of six values through the band's own code. */
export function compressed(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(12 + samples.byteLength);
  bytes.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), 12);
  beginBlock(bytes);
  for (let word = 0; word < 3; word++) compressWord(word);
  return Uint8Array.from(Buffer.from(endBlock(), 'latin1'));
}

/** As firmware/motion/log.ts makes them at every look at its sample clock. */
export const SAMPLES_PER_BLOCK = 72;
/** Of a block in flash beside its data: length, CRC-32, what it says of itself. */
const HEAD_BYTES = LOG_BLOCK_HEAD_BYTES + LOG_HEAD_BYTES;

export interface LogSize {
  /** Bytes of flash a sample, everything counted. */
  readonly mean: number;
  readonly worstBlock: number;
}

/** Of a whole recording: gx, gy, gz, ax, ay, az a sample. */
export function logSize(samples: Int16Array): LogSize {
  const values = 6 * SAMPLES_PER_BLOCK;
  const sizes: number[] = [];
  for (let at = 0; at + values <= samples.length; at += values)
    sizes.push((HEAD_BYTES + compressed(samples.slice(at, at + values)).length) / SAMPLES_PER_BLOCK);
  return { mean: sizes.reduce((sum, size) => sum + size, 0) / sizes.length, worstBlock: Math.max(...sizes) };
}
