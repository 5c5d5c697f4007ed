import { crc32 } from '../../protocol/crc32.ts';

const CRC_BYTES = 4;

/** One bit of a packet the other way round; bit 0 is the lowest of the first byte. */
export function flipped(packet: Uint8Array, bit: number): Uint8Array {
  const copy = packet.slice();
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

/** A packet that is a whole message, with the check sum that fits what it now says: anybody can reckon that. */
export function withGoodCrc(packet: Uint8Array): Uint8Array {
  const copy = packet.slice();
  const message = copy.subarray(1, copy.length - CRC_BYTES);
  new DataView(copy.buffer).setUint32(copy.length - CRC_BYTES, crc32(message), true);
  return copy;
}
