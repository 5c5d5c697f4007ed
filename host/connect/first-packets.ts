import type { Channel } from '../../protocol/link.ts';

type PacketListener = (channel: Channel, bytes: Uint8Array) => void;

export interface FirstPackets {
  readonly take: PacketListener;
  open(listener: PacketListener): void;
}

/** What a band says while the rest of its channels is subscribed: a hello and some frames. */
const MOST = 256;

/** Keeps packets that come before anybody listens, and hands them on when the link was said to be up. */
export function firstPackets(): FirstPackets {
  const early: [Channel, Uint8Array][] = [];
  let deliver: PacketListener = (channel, bytes) => {
    if (early.length < MOST) early.push([channel, bytes.slice()]);
  };
  return {
    take: (channel, bytes) => deliver(channel, bytes),
    open: (listener) => {
      const heard: PacketListener = (channel, bytes) => {
        try {
          listener(channel, bytes);
        } catch (error) {
          // Whoever listens to packets fails for himself, not in the middle of a library.
          queueMicrotask(() => {
            throw error;
          });
        }
      };
      // After whoever opens it has said that the connection is up, and before anything else can come.
      queueMicrotask(() => {
        for (const [channel, bytes] of early.splice(0)) heard(channel, bytes);
        deliver = heard;
      });
    },
  };
}
