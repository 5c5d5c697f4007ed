import type { Channel, Link, LinkState } from './link.ts';
import type { Cancel } from './timeline.ts';

type PacketListener = Parameters<Link['onPacket']>[0];

/** The half of a Link that all of them share: who listens, and the present state. */
export interface LinkListeners {
  readonly state: () => LinkState;
  readonly onPacket: Link['onPacket'];
  readonly onState: Link['onState'];
  readonly emitPacket: (channel: Channel, bytes: Uint8Array, atMs: number) => void;
  readonly enterState: (state: LinkState) => void;
}

export function linkListeners(initial: LinkState): LinkListeners {
  const packetListeners = new Set<PacketListener>();
  const stateListeners = new Set<(state: LinkState) => void>();
  let present = initial;
  return {
    state: () => present,
    onPacket: (listener) => added(packetListeners, listener),
    onState: (listener) => {
      listener(present);
      return added(stateListeners, listener);
    },
    emitPacket: (channel, bytes, atMs) => {
      for (const listener of packetListeners) listener(channel, bytes, atMs);
    },
    enterState: (state) => {
      if (state === present || present === 'closed') return;
      present = state;
      for (const listener of stateListeners) listener(state);
    },
  };
}

function added<Listener>(listeners: Set<Listener>, listener: Listener): Cancel {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
