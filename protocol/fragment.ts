/**
 * Cuts messages into packets and joins them again, on every channel but motion (whose frames always fit). Runs on the band
 * and on the host, so it is written in the Espruino subset: plain functions in order of use, no defaults, no spread, bytes
 * moved by the engine's own `set` (a loop over 30 of them would take an Espruino some 5 ms).
 *
 * Packet: one header byte, then a piece of the message. Header: bit 7 first piece, bit 6 last piece, bits 5..0 a counter
 * over all packets of the channel, so that a lost packet is seen. The message ends with its CRC-32, little endian.
 */
export type Crc32 = (bytes: Uint8Array) => number;

const FIRST = 128;
const LAST = 64;
const COUNTER = 63;

/** More than any message needs; what would be longer is refused instead of filling a band's memory. */
export const MESSAGE_BYTES_MAX = 512;

function withCrc(message: Uint8Array, crc32: Crc32): Uint8Array {
  const whole = new Uint8Array(message.length + 4);
  whole.set(message, 0);
  new DataView(whole.buffer).setUint32(message.length, crc32(message), true);
  return whole;
}

/** Header and CRC-32 of a message that is one packet. */
export const ONE_PACKET_BYTES = 5;

/** What `cutMessage` makes of a message that fits, in a third of the work: a band sends most of its messages so. */
export function onePacket(message: Uint8Array, counter: number, crc32: Crc32): Uint8Array {
  const packet = new Uint8Array(message.length + ONE_PACKET_BYTES);
  packet[0] = FIRST | LAST | counter;
  packet.set(message, 1);
  new DataView(packet.buffer).setUint32(message.length + 1, crc32(message), true);
  return packet;
}

/**
 * Hands each packet of `message` to `emit`, a fresh array each.
 * @returns the counter of the next packet of this channel, 0 to 63.
 */
export function cutMessage(
  message: Uint8Array,
  payloadBytes: number,
  counter: number,
  crc32: Crc32,
  emit: (packet: Uint8Array) => void,
): number {
  const whole = withCrc(message, crc32);
  const room = payloadBytes - 1;
  let next = counter;
  for (let from = 0; from < whole.length; from += room) {
    const length = Math.min(room, whole.length - from);
    const packet = new Uint8Array(length + 1);
    packet[0] = (from === 0 ? FIRST : 0) | (from + length === whole.length ? LAST : 0) | next;
    packet.set(whole.subarray(from, from + length), 1);
    emit(packet);
    next = (next + 1) & COUNTER;
  }
  return next;
}

/** What a receiver keeps of one channel between packets. */
export interface Reassembly {
  buffer: Uint8Array;
  filled: number;
  /** The counter the next packet must carry; -1 while waiting for a first piece. */
  next: number;
  /** Packets dropped: out of turn, too long, or of a message whose CRC-32 was wrong. */
  discarded: number;
}

export function beginReassembly(): Reassembly {
  return { buffer: new Uint8Array(MESSAGE_BYTES_MAX + 4), filled: 0, next: -1, discarded: 0 };
}

function discard(state: Reassembly): null {
  state.discarded++;
  state.next = -1;
  state.filled = 0;
  return null;
}

function finish(state: Reassembly, crc32: Crc32): Uint8Array | null {
  if (state.filled < 4) return discard(state);
  const message = new Uint8Array(state.filled - 4);
  message.set(state.buffer.subarray(0, message.length));
  const crc = new DataView(state.buffer.buffer).getUint32(message.length, true);
  if (crc !== crc32(message)) return discard(state);
  state.next = -1;
  state.filled = 0;
  return message;
}

/** Takes one packet. @returns the message it completes, or null; what cannot be used is counted in `state.discarded`. */
export function takePacket(state: Reassembly, packet: Uint8Array, crc32: Crc32): Uint8Array | null {
  if (packet.length < 2) return discard(state);
  const header = packet[0]!;
  if (header & FIRST) {
    if (state.next >= 0) state.discarded++;
    state.filled = 0;
  } else if ((header & COUNTER) !== state.next) return discard(state);
  if (state.filled + packet.length - 1 > state.buffer.length) return discard(state);
  state.buffer.set(packet.subarray(1), state.filled);
  state.filled += packet.length - 1;
  state.next = ((header & COUNTER) + 1) & COUNTER;
  return header & LAST ? finish(state, crc32) : null;
}
