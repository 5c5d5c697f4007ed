import { type Decoded, type Discarded, decoded, discarded } from './decoded.ts';
import { limber } from './generated/wearable.js';
import { type MotionConfiguration, motionConfiguration } from './motion-configuration.ts';

/** gx, gy, gz, ax, ay, az as int16. */
export const SAMPLE_BYTES = 12;
export const AXES_PER_SAMPLE = 6;

/** A motion frame as it came: counts of the sensor, clock of the device. */
export interface MotionFrame {
  readonly sequence: number;
  /** Device clock when it was sent, less what its samples take at their nominal rate, microseconds modulo 2^32. */
  readonly ticksUs: number;
  readonly configuration: MotionConfiguration;
  readonly sampleCount: number;
  /** gx, gy, gz, ax, ay, az of each sample, oldest first; a copy that nobody writes to again. */
  readonly samplesRaw: Int16Array;
}

// Samples are copied into one large buffer after the other: an array of its own costs more than all the rest of a frame.
const SLAB_COUNTS = 32 * 1024;
let slab = new Int16Array(SLAB_COUNTS);
let used = 0;

function int16LittleEndian(bytes: Uint8Array, from: number, length: number): Int16Array {
  const count = length >> 1;
  if (used + count > slab.length) {
    slab = new Int16Array(Math.max(SLAB_COUNTS, count));
    used = 0;
  }
  const at = used;
  used += count;
  for (let i = 0, byte = from; i < count; i++, byte += 2) slab[at + i] = bytes[byte]! | (bytes[byte + 1]! << 8);
  return new Int16Array(slab.buffer, 2 * at, count);
}

const fixed32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

const SAMPLES_TAG = 10;
const SEQUENCE_TAG = 21;
const TICKS_TAG = 29;
const CONFIGURATION_TAG = 32;
const TRAILER_BYTES = 12;

/** Reads one packet of the motion channel. */
export function decodeMotionFrame(packet: Uint8Array): Decoded<MotionFrame> {
  // The layout every band writes; anything else that protobuf allows goes the general way.
  const wide = packet[1]! > 127;
  const from = wide ? 3 : 2;
  const length = wide ? (packet[1]! & 127) | (packet[2]! << 7) : packet[1]!;
  const trailer = from + length;
  const usual =
    packet.length === trailer + TRAILER_BYTES &&
    packet[0] === SAMPLES_TAG &&
    packet[trailer] === SEQUENCE_TAG &&
    packet[trailer + 5] === TICKS_TAG &&
    packet[trailer + 10] === CONFIGURATION_TAG &&
    packet[trailer + 11]! < 128;
  if (!usual) return decodeAnyLayout(packet);
  const sequence = fixed32(packet, trailer + 1);
  return frameOf(packet, from, length, sequence, fixed32(packet, trailer + 6), packet[trailer + 11]!);
}

function decodeAnyLayout(packet: Uint8Array): Decoded<MotionFrame> {
  try {
    const { samples, sequence, ticks, configurationId } = limber.v1.MotionFrame.decode(packet);
    return frameOf(samples, 0, samples.length, sequence, ticks, configurationId);
  } catch {
    return discarded('not a motion frame');
  }
}

function frameOf(
  bytes: Uint8Array,
  from: number,
  length: number,
  sequence: number,
  ticksUs: number,
  configurationId: number,
): Decoded<MotionFrame> {
  const flaw = flawOf(length, configurationId);
  if (flaw) return flaw;
  const configuration = motionConfiguration(configurationId)!;
  const samplesRaw = int16LittleEndian(bytes, from, length);
  return decoded({ sequence, ticksUs, configuration, sampleCount: length / SAMPLE_BYTES, samplesRaw });
}

function flawOf(length: number, configurationId: number): Discarded | null {
  if (length === 0 || length % SAMPLE_BYTES !== 0) return discarded('samples are not whole');
  return motionConfiguration(configurationId) ? null : discarded('no such configuration');
}
