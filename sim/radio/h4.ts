/** One packet between host and controller. `code` is a command's opcode, an event's code, or a connection handle with its flags. */
export interface HciPacket {
  readonly kind: 'command' | 'acl' | 'event';
  readonly code: number;
  readonly payload: Uint8Array;
}

/** Which byte begins it, and how long its code and length fields are: Bluetooth Core 5.4, Vol 4 Part A, 2, and Part E, 5.4. */
const FRAMES = [
  { kind: 'command', indicator: 1, codeBytes: 2, lengthBytes: 1 },
  { kind: 'acl', indicator: 2, codeBytes: 2, lengthBytes: 2 },
  { kind: 'event', indicator: 4, codeBytes: 1, lengthBytes: 1 },
] as const;

/** More than any controller has buffers for: what claims to be longer is noise. */
const PAYLOAD_MOST = 1021;
const EMPTY = new Uint8Array(0);

export function encodeH4({ kind, code, payload }: HciPacket): Uint8Array {
  const frame = FRAMES.find((row) => row.kind === kind)!;
  const bytes = new Uint8Array(1 + frame.codeBytes + frame.lengthBytes + payload.length);
  bytes[0] = frame.indicator;
  bytes[1] = code;
  if (frame.codeBytes === 2) bytes[2] = code >> 8;
  bytes[1 + frame.codeBytes] = payload.length;
  if (frame.lengthBytes === 2) bytes[2 + frame.codeBytes] = payload.length >> 8;
  bytes.set(payload, 1 + frame.codeBytes + frame.lengthBytes);
  return bytes;
}

/** Takes a stream as it comes, cut anywhere; what begins no packet is passed over byte by byte. It never holds more than one packet. */
export function createH4Reader(): (chunk: Uint8Array) => HciPacket[] {
  let held: Uint8Array = EMPTY;
  return (chunk) => {
    // A Buffer's slices share its bytes, which its owner may use again.
    const plain = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
    const bytes = held.length === 0 ? plain : joined(held, plain);
    const packets: HciPacket[] = [];
    let at = 0;
    while (at < bytes.length) {
      const read = readPacket(bytes, at);
      if (read === 'more') break;
      if (read === 'noise') at++;
      else {
        packets.push(read.packet);
        at = read.end;
      }
    }
    held = at === bytes.length ? EMPTY : bytes.slice(at);
    return packets;
  };
}

function readPacket(bytes: Uint8Array, at: number): { packet: HciPacket; end: number } | 'more' | 'noise' {
  const frame = FRAMES.find(({ indicator }) => indicator === bytes[at]);
  if (!frame) return 'noise';
  const lengthAt = at + 1 + frame.codeBytes;
  const from = lengthAt + frame.lengthBytes;
  if (from > bytes.length) return 'more';
  const length = frame.lengthBytes === 1 ? bytes[lengthAt]! : u16(bytes, lengthAt);
  if (length > PAYLOAD_MOST) return 'noise';
  const end = from + length;
  if (end > bytes.length) return 'more';
  const code = frame.codeBytes === 1 ? bytes[at + 1]! : u16(bytes, at + 1);
  return { packet: { kind: frame.kind, code, payload: bytes.slice(from, end) }, end };
}

/** Little endian, as all of Bluetooth. Bytes that are not there count as 0. */
export const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

export const le16 = (value: number): readonly number[] => [value & 255, (value >> 8) & 255];

export function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
