import { crc32 } from '../../../protocol/crc32.ts';
import { beginReassembly, takePacket } from '../../../protocol/fragment.ts';
import type { Channel } from '../../../protocol/link.ts';
import { decodeHello } from '../../../protocol/message.ts';
import { beginReceiving, receiveSerial } from '../../../protocol/serial-framing.ts';
import type { PortToOpen } from './serial-port.ts';

type PacketListener = (channel: Channel, bytes: Uint8Array) => void;

/** From the bytes of one open port to packets, and what they tell of the line and of who is at its end. */
export interface PacketIntake {
  /** @returns whether they complete a packet */
  readonly take: (chunk: Uint8Array) => boolean;
  readonly hasHeard: () => boolean;
  /** One listener; it also gets what came before it was there. */
  readonly onPacket: (listener: PacketListener) => void;
  /** One listener, a later one takes its place: each time the band says who it is. */
  readonly onHello: (listener: (deviceId: string) => void) => void;
  readonly discarded: () => number;
  /** What is wrong with that which comes, in words; null: nothing is seen to be. */
  readonly trouble: () => string | null;
}

/** Two frames of the longest: whatever a line held from before, there is a whole packet in that. */
const STRAY_BYTES = 2 * 256;
/** What a band says until it is known which one it is. */
const KEPT_PACKETS = 64;

export function packetIntake({ path, baudRate }: PortToOpen): PacketIntake {
  const receiver = beginReceiving();
  const info = beginReassembly();
  const packets = keptUntilHeard();
  let tellHello: (deviceId: string) => void = () => {};
  let hasHeard = false;
  let strayBytes = 0;

  const readHello = (packet: Uint8Array): void => {
    const message = takePacket(info, packet, crc32);
    const hello = message && decodeHello(message);
    if (hello?.ok && hello.value.deviceId !== '') tellHello(hello.value.deviceId);
  };
  return {
    take: (chunk) => {
      const whole = receiveSerial(receiver, chunk);
      strayBytes = whole.length > 0 ? 0 : strayBytes + chunk.length;
      hasHeard ||= whole.length > 0;
      for (const { channel, bytes } of whole) {
        if (channel === 'info') readHello(bytes);
        packets.emit(channel, bytes);
      }
      return whole.length > 0;
    },
    hasHeard: () => hasHeard,
    onPacket: packets.onPacket,
    onHello: (listener) => {
      tellHello = listener;
    },
    discarded: () => receiver.discarded,
    trouble: () => {
      if (strayBytes < STRAY_BYTES) return null;
      if (hasHeard) return `What comes over ${path} is damaged: is its plug loose, or its cable too long?`;
      return `What comes over ${path} is no packet of a band: does the band speak at another speed than ${baudRate} baud, or is it something else?`;
    },
  };
}

function keptUntilHeard(): { readonly emit: PacketListener; readonly onPacket: PacketIntake['onPacket'] } {
  let kept: Parameters<PacketListener>[] = [];
  const keep: PacketListener = (channel, bytes) => {
    kept.push([channel, bytes]);
    if (kept.length > KEPT_PACKETS) kept.shift();
  };
  let emit = keep;
  return {
    emit: (channel, bytes) => emit(channel, bytes),
    onPacket: (listener) => {
      emit = listener;
      // Once whoever listens knows that the line is there; nothing comes in between.
      queueMicrotask(() => {
        for (const [channel, bytes] of kept) listener(channel, bytes);
        kept = [];
      });
    },
  };
}
