import { decodeCobs, encodeCobs } from './cobs.ts';
import { crc32 } from './crc32.ts';
import { CHANNELS, type Channel } from './link.ts';

/**
 * Packets on a serial line: channel byte, packet, CRC-32 little endian, all of it in COBS, closed by a zero. The packets
 * are those of BLE, so one decoder serves both.
 */

/** The longest packet on a serial line, the same as the best BLE payload. */
export const SERIAL_PAYLOAD_BYTES = 244;
const FRAME_BYTES_MAX = SERIAL_PAYLOAD_BYTES + 8;

export function encodeSerialPacket(channel: Channel, packet: Uint8Array): Uint8Array {
  const body = new Uint8Array(packet.length + 5);
  body[0] = CHANNELS.indexOf(channel);
  body.set(packet, 1);
  new DataView(body.buffer).setUint32(packet.length + 1, crc32(body.subarray(0, packet.length + 1)), true);
  const encoded = encodeCobs(body);
  const line = new Uint8Array(encoded.length + 1);
  line.set(encoded);
  return line;
}

export interface SerialPacket {
  readonly channel: Channel;
  readonly bytes: Uint8Array;
}

export interface SerialReceiver {
  pending: Uint8Array;
  length: number;
  /** Too much came without a zero: what follows is dropped up to the next one. */
  overlong: boolean;
  /** Frames dropped: overlong, broken COBS, wrong CRC-32, unknown channel. */
  discarded: number;
}

export function beginReceiving(): SerialReceiver {
  return { pending: new Uint8Array(FRAME_BYTES_MAX), length: 0, overlong: false, discarded: 0 };
}

function decodeFrame(frame: Uint8Array): SerialPacket | null {
  const body = decodeCobs(frame);
  if (!body || body.length < 5) return null;
  const content = body.subarray(0, body.length - 4);
  const channel = CHANNELS[content[0]!];
  const crc = new DataView(body.buffer, body.byteOffset).getUint32(content.length, true);
  if (channel === undefined || crc !== crc32(content)) return null;
  return { channel, bytes: content.slice(1) };
}

/** Takes bytes as they come, cut anywhere. @returns the packets they complete. */
export function receiveSerial(state: SerialReceiver, chunk: Uint8Array): SerialPacket[] {
  const packets: SerialPacket[] = [];
  for (const byte of chunk) {
    if (byte !== 0) {
      if (state.length < state.pending.length) state.pending[state.length++] = byte;
      else state.overlong = true;
      continue;
    }
    // Zeros in a row separate nothing: a sender may open with one to end what noise began.
    if (state.length === 0 && !state.overlong) continue;
    const packet = state.overlong ? null : decodeFrame(state.pending.subarray(0, state.length));
    if (packet) packets.push(packet);
    else state.discarded++;
    state.length = 0;
    state.overlong = false;
  }
  return packets;
}
