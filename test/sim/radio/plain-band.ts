import { SERVICE_UUID } from '../../../protocol/gatt.ts';
import type { Channel } from '../../../protocol/link.ts';
import type { RadioPeripheral } from '../../../sim/radio/peripheral.ts';

/** A peripheral without a board: it says what a test says, and keeps what it is told. */
export interface PlainBand extends RadioPeripheral {
  notify(channel: Channel, bytes: Uint8Array): void;
  readonly written: readonly { readonly channel: Channel; readonly bytes: Uint8Array }[];
  isConnected(): boolean;
  /** As if it were switched off. */
  vanish(): void;
}

export interface PlainBandParams {
  readonly address?: string;
  readonly name?: string;
  readonly signalDbm?: number;
  readonly payloadBytes?: number;
  readonly advertisingMs?: number;
  /** What each characteristic reads. */
  readonly value?: Uint8Array;
}

export function plainBand(params: PlainBandParams = {}): PlainBand {
  const { address = 'c0:ff:ee:00:00:01', name = 'Limber plain', signalDbm = -61, payloadBytes = 244 } = params;
  const { advertisingMs = 100, value = Uint8Array.of(1, 2, 3) } = params;
  const written: { channel: Channel; bytes: Uint8Array }[] = [];
  const notified = new Set<(channel: Channel, bytes: Uint8Array) => void>();
  const vanished = new Set<() => void>();
  let isConnected = false;
  return {
    address,
    name,
    payloadBytes,
    signalDbm: () => signalDbm,
    advertises: () => !isConnected,
    advertisingMs: () => advertisingMs,
    advertised: () => [SERVICE_UUID],
    connect: () => {
      isConnected = true;
    },
    disconnect: () => {
      isConnected = false;
    },
    write: (channel, bytes) => void written.push({ channel, bytes: bytes.slice() }),
    read: () => value,
    standard: () => value,
    onNotify: (listener) => {
      notified.add(listener);
      return () => notified.delete(listener);
    },
    onVanish: (listener) => {
      vanished.add(listener);
      return () => vanished.delete(listener);
    },
    notify: (channel, bytes) => {
      for (const listener of notified) listener(channel, bytes);
    },
    written,
    isConnected: () => isConnected,
    vanish: () => {
      isConnected = false;
      for (const listener of [...vanished]) listener();
    },
  };
}
