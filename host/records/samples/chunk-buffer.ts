import type { RawBlock } from './raw-chunk.ts';

/** Samples of one band that no whole chunk holds yet. Its arrays grow and are used again for the next chunk. */
export interface ChunkBuffer {
  readonly sensor: string;
  configurationId: number;
  count: number;
  /** The first ones, which are in the database: in the rows of these ids, until the whole chunk takes their place. */
  stored: number;
  parts: number[];
  tMs: Float64Array;
  raw: Int16Array;
  marks: Uint8Array;
}

/** 10 s compress to 8 bytes a sample, 1 s to 8.5: what is stored each second is made one chunk of when it is full. */
export const CHUNK_MS = 10_000;
const AXES = 6;
const FIRST_CAPACITY = 1024;

export function emptyChunkBuffer(sensor: string): ChunkBuffer {
  return {
    sensor,
    configurationId: 0,
    count: 0,
    stored: 0,
    parts: [],
    tMs: new Float64Array(FIRST_CAPACITY),
    raw: new Int16Array(AXES * FIRST_CAPACITY),
    marks: new Uint8Array(FIRST_CAPACITY),
  };
}

/**
 * Takes a block in; calls `onFull` each time the buffer holds a chunk, which must have been written when it returns.
 * @param isFrame it is stored as one piece or not at all
 */
export function fillChunkBuffer(buffer: ChunkBuffer, block: RawBlock, onFull: () => void, isFrame = false): void {
  for (let i = 0; i < block.tMs.length; i++) {
    const tMs = block.tMs[i]!;
    const complete = tMs - buffer.tMs[0]! >= CHUNK_MS || block.configurationId !== buffer.configurationId;
    if (buffer.count > 0 && complete && (i === 0 || !isFrame)) {
      onFull();
      buffer.count = 0;
      buffer.stored = 0;
      buffer.parts = [];
    }
    buffer.configurationId = block.configurationId;
    if (buffer.count === buffer.tMs.length) grow(buffer);
    buffer.tMs[buffer.count] = tMs;
    buffer.marks[buffer.count] = block.marks?.[i] ?? 0;
    for (let axis = 0; axis < AXES; axis++) buffer.raw[AXES * buffer.count + axis] = block.raw[AXES * i + axis]!;
    buffer.count++;
  }
}

function grow(buffer: ChunkBuffer): void {
  const { tMs, raw, marks } = buffer;
  buffer.tMs = new Float64Array(2 * tMs.length);
  buffer.tMs.set(tMs);
  buffer.raw = new Int16Array(2 * raw.length);
  buffer.raw.set(raw);
  buffer.marks = new Uint8Array(2 * marks.length);
  buffer.marks.set(marks);
}
