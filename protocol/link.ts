import type { Cancel } from './timeline.ts';

/** What a packet is about. BLE takes it from the characteristic, serial from the channel byte. The order is the wire's. */
export const CHANNELS = ['info', 'motion', 'stim', 'log', 'status', 'command'] as const;
export type Channel = (typeof CHANNELS)[number];

export type LinkState = 'connecting' | 'up' | 'down' | 'closed';

/**
 * The one seam for hardware: noble, BlueZ, serial, replay and the simulator all look like this, and one contract suite
 * (test/protocol/link-contract.ts) runs on every one of them.
 */
export interface Link {
  readonly name: string;
  /** The most bytes one packet may have; known once the link is up. */
  readonly payloadBytes: number;
  /** Bytes belong to the listener only during the call: copy what is kept. `atMs` is arrival on the host's timeline. */
  onPacket(listener: (channel: Channel, bytes: Uint8Array, atMs: number) => void): Cancel;
  /** Called at once with the present state, then on each change. A lost link is an event, never an exception. */
  onState(listener: (state: LinkState) => void): Cancel;
  /** Settles when the packet was handed over, rejects with a LimberError when the link is not up; never hangs. */
  send(channel: Channel, bytes: Uint8Array): Promise<void>;
  /** Packets never wait for each other: each was handed over when `send` returns, whenever its promise settles. Absent: they may. */
  readonly handsOverAtOnce?: boolean;
  /** How strongly the band was heard last, dBm; null or absent: not known. */
  readonly signalDbm?: () => number | null;
  /** The connection interval in force, ms; null or absent: not known, or there is none. */
  readonly intervalMs?: () => number | null;
  /** What is wrong with that which comes over it, in words; null or absent: nothing is seen to be. */
  readonly trouble?: () => string | null;
  close(): Promise<void>;
}
