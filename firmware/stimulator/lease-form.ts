import type { Command } from '../../protocol/generated/device-wire.ts';

/** Tags of Command in wearable.proto, and the number of LEASE. */
const KIND = 8;
const LEASE = 18;
const COUNTER = 16;
const BOOT = 24;
const TTL = 56;
const HOST = 0x1b5;
const HEARD_TICKS = 0x1bd;
/** A tag and four bytes. */
const FIXED_BYTES = 6;

let at = 0;

/** Up to 28 bits; what is longer moves the position to where no tag is. */
function takeVarint(bytes: Uint8Array): number {
  const first = bytes[at++]!;
  if (first < 128) return first;
  const second = bytes[at++]!;
  if (second < 128) return (first & 127) | (second << 7);
  const third = bytes[at++]!;
  const low = (first & 127) | ((second & 127) << 7) | ((third & 127) << 14);
  if (third < 128) return low;
  const fourth = bytes[at++]!;
  if (fourth > 127) at = -100;
  return low | (fourth << 21);
}

/**
 * The command that comes twice a second, in the one form that hosts give it: kind, counter, boot, time to live, host where it has a
 * number, heard ticks. The decoder of every command takes an Espruino four times as long.
 * @returns null for anything else, even a lease in another form
 */
export function readLease(bytes: Uint8Array): Command | null {
  if (bytes[0] !== KIND || bytes[1] !== LEASE || bytes[2] !== COUNTER) return null;
  at = 3;
  const counter = takeVarint(bytes);
  if (bytes[at++] !== BOOT) return null;
  const boot = takeVarint(bytes);
  if (bytes[at++] !== TTL) return null;
  const ttlMs = takeVarint(bytes);
  const left = bytes.length - at;
  if (left !== FIXED_BYTES && left !== 2 * FIXED_BYTES) return null;
  const view = new DataView(bytes.buffer);
  let host = 0;
  if (left > FIXED_BYTES) {
    if (view.getUint16(at, true) !== HOST) return null;
    host = view.getUint32(at + 2, true);
    at += FIXED_BYTES;
  }
  if (view.getUint16(at, true) !== HEARD_TICKS) return null;
  const heardTicks = view.getUint32(at + 2, true);
  return { kind: 'LEASE', counter: counter, boot: boot, ttlMs: ttlMs, host: host, heardTicks: heardTicks } as Command;
}
