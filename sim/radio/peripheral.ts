import type { Channel } from '../../protocol/link.ts';
import type { Cancel } from '../../protocol/timeline.ts';
import type { SimulatedDevice } from '../world.ts';

/** A band as a radio meets it. */
export interface RadioPeripheral {
  /** "c0:ff:ee:00:00:01": random, static. */
  readonly address: string;
  /** What it calls itself. */
  readonly name: string;
  /** Of one notification or write: the build's ATT MTU less 3. */
  readonly payloadBytes: number;
  signalDbm(): number;
  /** Whether it can be heard now: in range, switched on, and not connected to anybody. */
  advertises(): boolean;
  advertisingMs(): number;
  /** UUIDs of services that it advertises. */
  advertised(): readonly string[];
  /** @param intervalMs in which the two meet from now on; it may be called again for another */
  connect(intervalMs?: number): void;
  /** It knows that the connection is over. */
  disconnect(): void;
  write(channel: Channel, bytes: Uint8Array): void;
  read(channel: Channel): Uint8Array;
  /** Of Bluetooth's own characteristics, by their number: 0x2a19 is the battery's level. */
  standard(number: number): Uint8Array;
  onNotify(listener: (channel: Channel, bytes: Uint8Array) => void): Cancel;
  /** It was reset, hung up or went out of range: from now on it hears nothing, and nobody told the host. */
  onVanish(listener: () => void): Cancel;
}

export function peripheralOf(device: SimulatedDevice): RadioPeripheral {
  const { air, board, link } = device;
  air.leaveToHost();
  let isConnected = false;
  const address = addressOf(board.serial);
  const usualDbm = -50 - (parseInt(address.slice(-2), 16) % 30);
  return {
    address,
    get name() {
      return board.radio.name;
    },
    payloadBytes: board.payloadBytes,
    signalDbm: () => usualDbm,
    advertises: () => !isConnected && air.isInRange() && board.radio.advertisingMs > 0,
    advertisingMs: () => board.radio.advertisingMs,
    advertised: () => board.radio.advertised,
    connect: (intervalMs) => {
      isConnected = true;
      air.connect(intervalMs);
    },
    disconnect: () => {
      isConnected = false;
      air.hangUp();
    },
    write: (channel, bytes) => void link.send(channel, bytes).catch(() => {}),
    read: board.read,
    standard: (number) => {
      const value = board.radio.characteristics[number.toString(16).toUpperCase()]?.value ?? [];
      return typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'latin1')) : Uint8Array.from(value);
    },
    onNotify: (listener) => link.onPacket((channel, bytes) => listener(channel, bytes)),
    onVanish: (listener) =>
      link.onState((state) => {
        if (state !== 'down' || !isConnected) return;
        isConnected = false;
        listener();
      }),
  };
}

/** Random static, so the two highest bits are set; of the board's own number, so the same after any restart. */
function addressOf(serial: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const sign of Buffer.from(serial)) hash = BigInt.asUintN(64, (hash ^ BigInt(sign)) * 0x100000001b3n);
  const digits = 'c' + (hash & 0xfffffffffffn).toString(16).padStart(11, '0');
  return digits.match(/../g)!.join(':');
}
