import type { Variant } from 'dbus-next';
import { CHARACTERISTIC_UUIDS, SERVICE_UUID } from '../../protocol/gatt.ts';
import { CHANNELS, type Channel } from '../../protocol/link.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import type { RadioPeripheral } from '../radio/peripheral.ts';
import { type BluezFaults, inProgress, refusal } from './faults.ts';
import { type BusInterface, type ObjectTree, typed } from './object-tree.ts';

const SERVICE = 'org.bluez.GattService1';
const CHARACTERISTIC = 'org.bluez.GattCharacteristic1';
const ATT_HEADER_BYTES = 3;
/** Until the band has acknowledged that it is to notify. */
const SWITCH_MS = 30;
const WRITE_MS = 15;

export interface GattObjects {
  /** BlueZ enables by itself what registered clients asked for before the link was lost. */
  connected(): void;
  disconnected(): void;
  clientGone(sender: string): void;
  release(): void;
}

export interface GattParams {
  readonly tree: ObjectTree;
  readonly timeline: Timeline;
  readonly faults: BluezFaults;
  readonly peripheral: RadioPeripheral;
  readonly devicePath: string;
  readonly isConnected: () => boolean;
}

/** Bluetooth's own services beside ours; 0x1800 is hidden, as BlueZ hides it. They stay when the link is lost. */
export function exportGatt(params: GattParams): GattObjects {
  const { tree, peripheral, devicePath } = params;
  const add = (number: number, uuid: string): string => {
    const path = `${devicePath}/service${number.toString(16).padStart(4, '0')}`;
    const properties = { UUID: typed('s', uuid), Device: typed('o', devicePath), Primary: typed('b', true) };
    tree.add(path, { [SERVICE]: { properties } });
    return path;
  };
  add(4, longUuid(0x1801));
  const information = add(5, longUuid(0x180a));
  tree.add(`${information}/char0006`, { [CHARACTERISTIC]: readableOnly(information, 0x2a24, peripheral) });
  const battery = add(12, longUuid(0x180f));
  tree.add(`${battery}/char000d`, { [CHARACTERISTIC]: readableOnly(battery, 0x2a19, peripheral) });
  const own = add(16, SERVICE_UUID);
  const characteristics = new Map(
    CHANNELS.map((channel, index) => [channel, exportChannel(params, own, channel, index)]),
  );
  const release = peripheral.onNotify((channel, bytes) => characteristics.get(channel)!.notify(bytes));
  const each = (act: (one: ChannelObject) => void): void => characteristics.forEach(act);
  return {
    connected: () => each((one) => one.connected()),
    disconnected: () => each((one) => one.disconnected()),
    clientGone: (sender) => each((one) => one.clientGone(sender)),
    release,
  };
}

const longUuid = (number: number): string => `0000${number.toString(16)}-0000-1000-8000-00805f9b34fb`;

const readableOnly = (service: string, number: number, peripheral: RadioPeripheral): BusInterface => ({
  properties: {
    UUID: typed('s', longUuid(number)),
    Service: typed('o', service),
    Flags: typed('as', ['read']),
    Notifying: typed('b', false),
  },
  methods: { ReadValue: () => [Buffer.from(peripheral.standard(number))] },
});

interface ChannelObject extends Omit<GattObjects, 'release'> {
  notify(bytes: Uint8Array): void;
}

/** As firmware/radio/gatt-service.ts declares them. */
const flagsOf = (channel: Channel): readonly string[] => {
  if (channel === 'command') return ['write-without-response', 'write'];
  return channel === 'info' ? ['read', 'notify'] : ['notify'];
};

function exportChannel(params: GattParams, service: string, channel: Channel, index: number): ChannelObject {
  const { tree, timeline, peripheral, isConnected } = params;
  const path = `${service}/char${(0x11 + 3 * index).toString(16).padStart(4, '0')}`;
  const flags = flagsOf(channel);
  const clients = new Set<string>();
  let isEnabled = false;
  let isWriting = false;
  const enable = (): void => {
    if (!isConnected() || clients.size === 0) return;
    isEnabled = true;
    tree.change(path, CHARACTERISTIC, { Notifying: typed('b', true) });
  };
  const leave = (sender: string): boolean => {
    const was = clients.delete(sender);
    if (was && clients.size === 0) {
      isEnabled = false;
      tree.change(path, CHARACTERISTIC, { Notifying: typed('b', false) });
    }
    return was;
  };
  const startNotify = async (_: readonly unknown[], sender: string): Promise<unknown[]> => {
    if (!flags.includes('notify')) throw refusal('NotSupported', 'Operation is not supported');
    if (clients.has(sender)) {
      if (isEnabled) return [];
      throw inProgress();
    }
    clients.add(sender);
    await new Promise<void>((resolve) => timeline.after(SWITCH_MS, resolve));
    enable();
    return [];
  };
  const methods = guarded(params, {
    ReadValue: () => {
      if (!flags.includes('read')) throw refusal('NotSupported', 'Operation is not supported');
      const value = Buffer.from(peripheral.read(channel));
      // What was read is the property's value from now on, and a signal: a client that takes signals for notifications hears it too.
      tree.change(path, CHARACTERISTIC, { Value: typed('ay', value) });
      return [value];
    },
    WriteValue: async ([value, options]) => {
      const type = (options as Record<string, Variant | undefined>).type?.value;
      // Without 'reliable-write' among the flags: what the library asks for when it is not told otherwise.
      const wanted = type === 'command' ? 'write-without-response' : type === 'reliable' ? 'reliable-write' : 'write';
      if (!flags.includes(wanted)) throw refusal('NotSupported', 'Operation is not supported');
      if (isWriting) throw inProgress();
      isWriting = true;
      await new Promise<void>((resolve) => timeline.after(WRITE_MS, resolve));
      isWriting = false;
      if (!isConnected()) throw refusal('Failed', 'Not connected');
      peripheral.write(channel, Uint8Array.from(value as Buffer));
      return [];
    },
    StartNotify: startNotify,
    StopNotify: (_, sender) => {
      if (!leave(sender)) throw refusal('Failed', 'No notify session started');
      return [];
    },
  });
  tree.add(path, { [CHARACTERISTIC]: { properties: initial(service, channel, flags, peripheral), methods } });
  return {
    notify: (bytes) => {
      if (isEnabled) tree.change(path, CHARACTERISTIC, { Value: typed('ay', Buffer.from(bytes)) });
    },
    connected: () => void timeline.after(SWITCH_MS, enable),
    disconnected: () => {
      isEnabled = false;
    },
    clientGone: (sender) => void leave(sender),
  };
}

const initial = (service: string, channel: Channel, flags: readonly string[], { payloadBytes }: RadioPeripheral) => ({
  UUID: typed('s', CHARACTERISTIC_UUIDS[channel]),
  Service: typed('o', service),
  Flags: typed('as', flags),
  Notifying: typed('b', false),
  MTU: typed('q', payloadBytes + ATT_HEADER_BYTES),
});

/** Nothing is done while the link is down, and nothing is answered while that is what is wrong. */
function guarded(
  { faults, peripheral, isConnected }: GattParams,
  methods: NonNullable<BusInterface['methods']>,
): NonNullable<BusInterface['methods']> {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      async (args, sender) => {
        if (faults.unanswered.has(peripheral.address)) return new Promise(() => {});
        if (!isConnected()) throw refusal('Failed', 'Not connected');
        return method(args, sender);
      },
    ]),
  );
}
