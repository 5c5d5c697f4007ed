import { type HciPacket, joined, u16 } from './h4.ts';

/** Fixed channels of Low Energy: Bluetooth Core 5.4, Vol 3 Part A, 2.1. */
export const ATT_CHANNEL = 4;
export const SIGNALLING_CHANNEL = 5;
export const SECURITY_CHANNEL = 6;

export interface L2capPacket {
  readonly channel: number;
  readonly payload: Uint8Array;
}

const HEADER_BYTES = 4;
const FLAGS_AT = 12;
const [CONTINUED, FROM_CONTROLLER] = [1, 2];
/** The longest that an attribute's packet may be, 517 bytes, and its header: what claims more is dropped. */
const WHOLE_MOST = 517 + HEADER_BYTES;

/** Cut for a link that takes so many bytes at once, in the direction from controller to host. */
export function cutL2cap(handle: number, { channel, payload }: L2capPacket, aclBytes: number): HciPacket[] {
  const whole = new Uint8Array(HEADER_BYTES + payload.length);
  whole[0] = payload.length;
  whole[1] = payload.length >> 8;
  whole[2] = channel;
  whole[3] = channel >> 8;
  whole.set(payload, HEADER_BYTES);
  const packets: HciPacket[] = [];
  for (let from = 0; from < whole.length; from += aclBytes) {
    const flags = from === 0 ? FROM_CONTROLLER : CONTINUED;
    const code = handle | (flags << FLAGS_AT);
    packets.push({ kind: 'acl', code, payload: whole.subarray(from, from + aclBytes) });
  }
  return packets;
}

export const handleOf = ({ code }: HciPacket): number => code & 0xfff;

/** Joins the pieces of one connection; a piece that fits nowhere is dropped, with what it was to complete. */
export function createL2capJoiner(): (packet: HciPacket) => L2capPacket | undefined {
  let begun: Uint8Array | undefined;
  return ({ code, payload }) => {
    const isContinued = ((code >> FLAGS_AT) & 3) === CONTINUED;
    if (isContinued && !begun) return undefined;
    const bytes = isContinued ? joined(begun!, payload) : payload;
    begun = undefined;
    const wholeBytes = bytes.length < HEADER_BYTES ? WHOLE_MOST : HEADER_BYTES + u16(bytes, 0);
    if (wholeBytes > WHOLE_MOST || bytes.length > wholeBytes) return undefined;
    if (bytes.length < wholeBytes) {
      begun = bytes;
      return undefined;
    }
    return { channel: u16(bytes, 2), payload: bytes.subarray(HEADER_BYTES) };
  };
}
