import { deflateSync, inflateSync } from 'node:zlib';
import type { RecordedSamples } from '../../intake/handed-on.ts';

/** Raw samples of one band as they came from the device, with the time intake gave to each. Nobody writes to it again. */
export interface RawBlock extends RecordedSamples {
  /** Where the band sits. */
  readonly sensor: string;
}

type Samples = Pick<RawBlock, 'tMs' | 'raw' | 'marks'>;

/**
 * Layout of a chunk before deflate, little endian: version u8, samples u32, first time f64 (ms), step f64 (ms), length of
 * the time section u32, time section, then thirteen planes of one byte a sample. Times are what a steady clock of that step
 * does not explain, in microseconds, differenced, zigzag, varint: a steady device costs little, since deflate finds the
 * pattern. One plane has intake's marks, nearly all of them 0. Each axis is differenced, zigzagged and split into low and
 * high bytes: noise stays in the low planes.
 *
 * Version 1, which is still read, had times in 0.01 ms and no marks.
 */
const VERSION = 2;
const HEADER_BYTES = 25;
const US_PER_MS = 1000;
const AXES = 6;
/** Level 1 costs 0.13 bytes a sample more than level 6 (7.66 against 7.53 over BROAD and the body recording). */
const DEFLATE = { level: 1 };

/** Compresses a chunk. Times are kept to the microsecond, all else exactly. Throws RangeError on a time that is not finite. */
export function encodeRawChunk({ tMs, raw, marks }: Samples): Uint8Array {
  const count = tMs.length;
  if (raw.length !== AXES * count) throw new RangeError(`${raw.length} values for ${count} samples of ${AXES} axes`);
  const stepMs = medianStep(tMs);
  const times = encodeTimes(tMs, stepMs);
  const bytes = new Uint8Array(HEADER_BYTES + times.length + (1 + 2 * AXES) * count);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint32(1, count, true);
  view.setFloat64(5, count === 0 ? 0 : tMs[0]!, true);
  view.setFloat64(13, stepMs, true);
  view.setUint32(21, times.length, true);
  bytes.set(times, HEADER_BYTES);
  const planes = bytes.subarray(HEADER_BYTES + times.length);
  if (marks) planes.set(marks);
  splitAxes(raw, count, planes.subarray(count));
  return deflateSync(bytes, DEFLATE);
}

/** The inverse. Throws when the bytes are damaged (zlib's Adler-32) or of a version this program does not know. */
export function decodeRawChunk(chunk: Uint8Array): Required<Samples> {
  const bytes = inflateSync(chunk);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = bytes.length < HEADER_BYTES ? 0 : view.getUint8(0);
  if (version < 1 || version > VERSION) throw new RangeError(`not a chunk of version 1 to ${VERSION}`);
  const count = view.getUint32(1, true);
  const planesAt = HEADER_BYTES + view.getUint32(21, true);
  const axesAt = version === 1 ? planesAt : planesAt + count;
  if (bytes.length !== axesAt + 2 * AXES * count) throw new RangeError('chunk of the wrong length');
  const times = bytes.subarray(HEADER_BYTES, planesAt);
  return {
    tMs: decodeTimes(times, count, view.getFloat64(5, true), view.getFloat64(13, true), version === 1 ? 10 : 1),
    raw: joinAxes(bytes.subarray(axesAt), count),
    marks: version === 1 ? new Uint8Array(count) : Uint8Array.from(bytes.subarray(planesAt, axesAt)),
  };
}

/** The median, not the mean: a gap must not bend the line for all samples around it. */
function medianStep(tMs: Float64Array): number {
  if (tMs.length < 2) return 0;
  const steps = new Float64Array(tMs.length - 1);
  for (let i = 1; i < tMs.length; i++) steps[i - 1] = tMs[i]! - tMs[i - 1]!;
  steps.sort();
  return steps[steps.length >> 1]!;
}

function encodeTimes(tMs: Float64Array, stepMs: number): Uint8Array {
  const bytes: number[] = [];
  let previous = 0;
  for (let i = 0; i < tMs.length; i++) {
    if (!Number.isFinite(tMs[i]!)) throw new RangeError(`time of sample ${i} is ${tMs[i]}`);
    const residual = microseconds(tMs[i]!) - microseconds(tMs[0]! + i * stepMs);
    const change = residual - previous;
    previous = residual;
    let zigzag = change < 0 ? -2 * change - 1 : 2 * change;
    for (; zigzag >= 128; zigzag = Math.floor(zigzag / 128)) bytes.push((zigzag % 128) + 128);
    bytes.push(zigzag);
  }
  return Uint8Array.from(bytes);
}

const microseconds = (tMs: number): number => Math.round(tMs * US_PER_MS);

function decodeTimes(bytes: Uint8Array, count: number, firstMs: number, stepMs: number, tickUs: number): Float64Array {
  const tMs = new Float64Array(count);
  let at = 0;
  let residual = 0;
  for (let i = 0; i < count; i++) {
    let zigzag = 0;
    let scale = 1;
    for (; bytes[at]! >= 128; scale *= 128) zigzag += (bytes[at++]! - 128) * scale;
    zigzag += bytes[at++]! * scale;
    residual += zigzag % 2 === 1 ? -(zigzag + 1) / 2 : zigzag / 2;
    // As intake rounds them: what was stored comes back as the same number.
    tMs[i] = (microseconds(firstMs + i * stepMs) + residual * tickUs) / US_PER_MS;
  }
  return tMs;
}

function splitAxes(raw: Int16Array, count: number, planes: Uint8Array): void {
  for (let axis = 0; axis < AXES; axis++) {
    const low = 2 * axis * count;
    let previous = 0;
    for (let i = 0; i < count; i++) {
      const value = raw[AXES * i + axis]!;
      const change = ((value - previous) << 16) >> 16;
      previous = value;
      const zigzag = (change << 1) ^ (change >> 15);
      planes[low + i] = zigzag;
      planes[low + count + i] = zigzag >> 8;
    }
  }
}

function joinAxes(planes: Uint8Array, count: number): Int16Array {
  const raw = new Int16Array(AXES * count);
  for (let axis = 0; axis < AXES; axis++) {
    const low = 2 * axis * count;
    let value = 0;
    for (let i = 0; i < count; i++) {
      const zigzag = planes[low + i]! | (planes[low + count + i]! << 8);
      value = (value + ((zigzag >>> 1) ^ -(zigzag & 1))) & 0xffff;
      raw[AXES * i + axis] = value;
    }
  }
  return raw;
}
