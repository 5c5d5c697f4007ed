import { fixed32Text } from '../../protocol/generated/device-wire.ts';

/** With its CRC-32, as in protocol/fragment.ts. */
const MESSAGE_BYTES_MAX = 516;
const CRC_BYTES = 4;

let joined = '';
let next = -1;

/** Joins packets to messages as protocol/fragment.ts does, in texts of one character a byte. @returns the message that is whole now, or nothing */
export function joinPacket(packet: string): string {
  const head = packet.charCodeAt(0);
  if (head & 128) joined = '';
  else if ((head & 63) !== next) {
    next = -1;
    return '';
  }
  joined += packet.substr(1);
  const bytes = joined.length - CRC_BYTES;
  next = joined.length > MESSAGE_BYTES_MAX ? -1 : (head + 1) & 63;
  if ((head & 64) === 0 || next < 0) return '';
  next = -1;
  const message = joined.substr(0, bytes);
  const checked = joined.substr(bytes);
  joined = '';
  return bytes > 0 && fixed32Text(E.CRC32(message)) === checked ? message : '';
}
