import { crc32 } from '../../protocol/crc32.ts';
import { beginReassembly, cutMessage, takePacket } from '../../protocol/fragment.ts';
import { limber } from '../../protocol/generated/wearable.js';
import type { Channel, Link } from '../../protocol/link.ts';

const wire = limber.v1;
export type Change = (message: Uint8Array) => Uint8Array;

/** Somebody between host and band, who says other things than the band does. */
export function impostor(link: Link, channel: Channel, change: Change): Link {
  const whole = beginReassembly();
  let counter = 0;
  return {
    ...link,
    onPacket: (listener) =>
      link.onPacket((from, packet, atMs) => {
        if (from !== channel) return listener(from, packet, atMs);
        const message = takePacket(whole, packet, crc32);
        if (!message) return;
        const emit = (bytes: Uint8Array): void => listener(from, bytes, atMs);
        counter = cutMessage(change(message.slice()), link.payloadBytes, counter, crc32, emit);
      }),
  };
}

export const answers =
  (change: (answer: InstanceType<typeof wire.Acknowledgement>) => void): Change =>
  (message) => {
    const status = wire.StatusMessage.decode(message);
    if (status.acknowledgement) change(status.acknowledgement as InstanceType<typeof wire.Acknowledgement>);
    return wire.StatusMessage.encode(status).finish();
  };

export const hellos =
  (changed: Partial<limber.v1.IHello>): Change =>
  (message) =>
    wire.Hello.encode({ ...wire.Hello.decode(message), ...changed }).finish();
