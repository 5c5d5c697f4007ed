import type { EventEmitter } from 'node:events';

/**
 * What is used of noble, public and not: its own types are declared under another name than the one it is installed under, and
 * much of what has to be put right is nowhere public. Read in version 2.8; test/connect/noble runs on the real one.
 */
export interface NobleLibrary {
  withBindings(kind: 'hci', options: BindingOptions): Noble;
}

export type BindingOptions =
  | { readonly hciDriver: 'native' }
  | {
      readonly hciDriver: 'uart';
      readonly bindParams: { readonly uart: { readonly port: string; readonly baudRate: number } };
    };

export interface Noble extends EventEmitter {
  readonly _bindings: Bindings;
  readonly _peripherals: ReadonlyMap<string, Peripheral>;
  /** Asking for it the first time starts the bindings, there and then. */
  readonly state: string;
  startScanning(services: readonly string[], allowDuplicates: boolean, done: (error?: Error | null) => void): void;
  stopScanning(done: () => void): void;
  stop(): void;
  /** Forgets one, or all; whoever waits for something of it is told that it is disconnected. */
  _cleanupPeriperals(id?: string): void;
}

export interface Bindings extends EventEmitter {
  readonly _hci: Hci | null;
  readonly _handles: Record<string, string | number>;
  readonly _addresses: Record<string, string>;
  readonly _addresseTypes: Record<string, string>;
  readonly _connectable: Record<string, unknown>;
  readonly scannable: Record<string, unknown>;
  readonly _pendingConnectionUuid: string | null;
  /** There once it has started. */
  readonly _sigIntHandler?: () => void;
  readonly _exitHandler?: () => void;
  onStateChange(state: string): void;
  onDisconnComplete(handle: number | string, reason: number): void;
  onDiscover(
    status: 0,
    address: string,
    addressType: AddressType,
    connectable: boolean,
    advertisement: object,
    signalDbm: number,
    scannable: boolean,
  ): void;
}

export interface Hci extends EventEmitter {
  readonly _socket: HciSocket;
  readonly _aclQueue: { readonly length: number };
  /** By handle: packets that the controller holds and has not sent. */
  readonly _aclConnections: ReadonlyMap<number, { readonly pending: number }>;
  _isStarted: boolean;
  readonly _devUpPollTimer: NodeJS.Timeout | null;
  isUserChannel(): boolean;
  onSocketData(packet: Buffer): void;
  onSocketError(error: Error): void;
}

export interface HciSocket extends EventEmitter {
  /** Of its serial driver alone. */
  _handleReconnection?(): Promise<void>;
  readonly _serialDevice?: EventEmitter | null;
}

export type AddressType = 'random' | 'public';

export interface Peripheral extends EventEmitter {
  readonly id: string;
  readonly state: string;
  readonly mtu: number | null;
  connectAsync(options: ConnectOptions): Promise<void>;
  cancelConnect(): void;
  disconnect(): void;
  updateRssiAsync(): Promise<number>;
  discoverSomeServicesAndCharacteristicsAsync(
    services: readonly string[],
    characteristics: readonly string[],
  ): Promise<{ readonly characteristics: readonly Characteristic[] }>;
}

/** As the controller counts: intervals in 1.25 ms, the supervision timeout in 10 ms. */
export interface ConnectOptions {
  readonly minInterval: number;
  readonly maxInterval: number;
  readonly latency: number;
  readonly timeout: number;
  readonly mtu: number;
}

export interface Characteristic extends EventEmitter {
  readonly uuid: string;
  readonly properties: readonly string[];
  on(event: 'data', listener: (data: Buffer, isNotification: boolean) => void): this;
  readAsync(): Promise<Buffer>;
  subscribeAsync(): Promise<unknown>;
  writeAsync(data: Buffer, withoutResponse: boolean): Promise<void>;
}

/** Native parts are loaded when a radio is asked for: without them everything else goes on. */
export async function loadNoble(): Promise<NobleLibrary> {
  return (await import('noble' as string)) as NobleLibrary;
}

/** noble names everything by bare digits. */
export const bareDigits = (uuidOrAddress: string): string => uuidOrAddress.replaceAll(/[-:]/g, '').toLowerCase();
