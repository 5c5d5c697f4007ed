import { channelOf } from '../../protocol/gatt.ts';
import type { Channel } from '../../protocol/link.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { Interpreter } from './interpreter.ts';
import { NOTIFY_MS } from './interpreter-cost.ts';

/** Where the board's notifications go. They may be dropped without a word, as by a full SoftDevice queue. */
export interface RadioPort {
  notify(channel: Channel, bytes: Uint8Array): void;
  /** The board was reset: the connection is gone, and nobody told the host. */
  vanish?(): void;
}

export interface Characteristic {
  readonly readable?: boolean;
  readonly security?: { readonly read?: { encrypted?: boolean }; readonly write?: { encrypted?: boolean } };
  value?: ArrayLike<number> | string;
  notify?: boolean;
  onWrite?: (event: { data: ArrayBuffer }) => void;
}
type Services = Record<string, Record<string, Characteristic>>;

/** What the firmware asked the radio for. */
export interface RadioSettings {
  /** As it advertises. */
  name: string;
  /** 0: it does not advertise. */
  advertisingMs: number;
  /** Services that it advertises. */
  advertised: readonly string[];
  connectionIntervalMs: number;
  /** The Nordic UART, which is the interpreter's console. */
  uart: boolean;
  /** Every characteristic that was declared, by its UUID. */
  characteristics: Record<string, Characteristic>;
}

export interface DeviceRadio {
  readonly globals: Record<string, unknown>;
  readonly settings: RadioSettings;
  connect(): void;
  disconnect(reason: number): void;
  write(channel: Channel, bytes: Uint8Array): void;
  /** The value a host reads from the info characteristic. */
  read(channel: Channel): Uint8Array;
  clear(): void;
}

/** A text is one character a byte. */
function bytesOf(value: ArrayLike<number> | string = []): Uint8Array {
  return typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'latin1')) : Uint8Array.from(value);
}

/** The NRF object, as far as a peripheral with services of its own needs it. */
export function createDeviceRadio(
  port: RadioPort,
  payloadBytes: number,
  timeline: Timeline,
  interpreter: Interpreter,
): DeviceRadio {
  let declared = new Map<Channel, Characteristic>();
  let values = new Map<Channel, Uint8Array>();
  let listeners = new Map<string, ((detail: unknown) => void)[]>();
  let connected = false;
  let generation = 0;
  const settings: RadioSettings = {
    name: '',
    advertisingMs: 0,
    advertised: [],
    connectionIntervalMs: 0,
    uart: false,
    characteristics: {},
  };

  const emit = (event: string, detail: unknown): void => {
    for (const listener of listeners.get(event) ?? []) interpreter.enqueue(() => listener(detail), 'event');
  };
  const eachCharacteristic = (
    services: Services,
    visit: (channel: Channel, characteristic: Characteristic) => void,
  ): void => {
    for (const characteristics of Object.values(services)) {
      for (const [uuid, characteristic] of Object.entries(characteristics)) {
        const channel = channelOf(uuid);
        if (channel) visit(channel, characteristic);
      }
    }
  };
  const handOver = (channel: Channel, bytes: Uint8Array): void => {
    const sent = generation;
    timeline.after(interpreter.nowMs() - timeline.nowMs(), () => {
      if (connected && sent === generation) port.notify(channel, bytes);
    });
  };
  const declare = (services: Services, options: { uart?: boolean; advertise?: readonly string[] } = {}): void => {
    eachCharacteristic(services, (channel, item) => declared.set(channel, item));
    settings.characteristics = Object.assign({}, ...Object.values(services)) as Record<string, Characteristic>;
    settings.uart = options.uart ?? true;
    // Nothing but what was named: a service that is there is not advertised for that.
    settings.advertised = [...(options.advertise ?? [])];
  };
  /** Of Bluetooth's own services too: those have no channel. */
  const remember = (services: Services): void => {
    for (const [uuid, { value }] of Object.values(services).flatMap((table) => Object.entries(table))) {
      const known = settings.characteristics[uuid];
      if (known && !channelOf(uuid)) known.value = bytesOf(value);
    }
    eachCharacteristic(services, update);
  };
  const update = (channel: Channel, characteristic: Characteristic): void => {
    interpreter.charge(NOTIFY_MS);
    const known = declared.get(channel);
    if (!known) throw new Error(`Unable to find service with UUID ${channel}`);
    const bytes = bytesOf(characteristic.value);
    values.set(channel, bytes);
    if (connected && known.notify && characteristic.notify) handOver(channel, bytes.slice(0, payloadBytes));
  };

  return {
    globals: {
      NRF: {
        setServices: declare,
        updateServices: remember,
        setAdvertising: (_: object, options: { interval?: number; name?: string } = {}) => {
          settings.advertisingMs = options.interval ?? 0;
          settings.name = options.name ?? settings.name;
        },
        setConnectionInterval: (intervalMs: number) => {
          settings.connectionIntervalMs = intervalMs;
        },
        setSecurity: () => {},
        on: (event: string, listener: (detail: unknown) => void) =>
          void listeners.set(event, [...(listeners.get(event) ?? []), listener]),
        disconnect: () => {
          connected = false;
          port.vanish?.();
          emit('disconnect', 22);
        },
      },
    },
    settings,
    connect: () => {
      if (connected) return;
      connected = true;
      emit('connect', '00:00:00:00:00:01 public');
    },
    disconnect: (reason) => {
      if (!connected) return;
      connected = false;
      emit('disconnect', reason);
    },
    write: (channel, bytes) => {
      const onWrite = declared.get(channel)?.onWrite;
      const data = Uint8Array.from(bytes.subarray(0, payloadBytes)).buffer;
      if (connected && onWrite) interpreter.enqueue(() => onWrite({ data }), 'event');
    },
    read: (channel) => values.get(channel) ?? new Uint8Array(0),
    clear: () => {
      generation++;
      declared = new Map();
      values = new Map();
      listeners = new Map();
      if (connected) port.vanish?.();
      connected = false;
      settings.advertisingMs = 0;
    },
  };
}
