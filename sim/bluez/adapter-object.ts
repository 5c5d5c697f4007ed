import type { Variant } from 'dbus-next';
import type { Timeline } from '../../protocol/timeline.ts';
import type { RadioPeripheral } from '../radio/peripheral.ts';
import { DEVICE, type DeviceObject, type DeviceParams, exportDevice } from './device-object.ts';
import { inProgress, refusal } from './faults.ts';
import { type Method, type ObjectTree, typed } from './object-tree.ts';

const ADAPTER = 'org.bluez.Adapter1';
/** A device that nobody connects to is forgotten so long after it was heard. */
const FORGET_MS = 30_000;
const LOOK_MS = 100;

export interface AdapterObject {
  setPowered(isPowered: boolean): void;
  /** As `bluetoothctl remove`. @returns whether there was one */
  removeDevice(address: string): boolean;
  isDiscovering(): boolean;
  /** So many devices of others, heard because some program listens for all there are. */
  hearForeign(count: number): void;
  forgetForeign(count: number): void;
  clientGone(sender: string): void;
  /** Without a word to anybody: the daemon is going. */
  release(): void;
}

export interface AdapterParams extends Omit<DeviceParams, 'peripheral' | 'isDiscovering'> {
  readonly peripherals: readonly RadioPeripheral[];
  readonly isPowered: boolean;
}

export function exportAdapter(params: AdapterParams): AdapterObject {
  const { tree, timeline, peripherals, adapterPath } = params;
  const devices = createDevices(params, () => discoverers.isAny());
  const tellDiscovering = (isDiscovering: boolean): void => {
    tree.change(adapterPath, ADAPTER, { Discovering: typed('b', isDiscovering) });
    if (!isDiscovering) devices.unheard();
  };
  const discoverers = createDiscoverers(tellDiscovering);
  let powered = params.isPowered;

  const setPowered = (wanted: boolean): void => {
    if (!wanted) {
      discoverers.stopAll();
      devices.removeAll();
    }
    powered = wanted;
    tree.change(adapterPath, ADAPTER, { Powered: typed('b', wanted) });
  };
  const methods = {
    ...discoverers.methods(() => powered),
    RemoveDevice: ([path]: readonly unknown[]) => {
      if (!devices.remove(({ object }) => object.path === path)) throw refusal('DoesNotExist', 'Does Not Exist');
      return [];
    },
  };
  const cancelListening = timeline.every(LOOK_MS, () => {
    if (!powered) return;
    for (const one of peripherals) if (discoverers.want(one) && isHeard(timeline, one)) devices.hear(one);
    devices.remove(({ object, heardMs }) => !object.isConnected() && timeline.nowMs() - heardMs > FORGET_MS);
  });
  const properties = {
    Address: typed('s', '00:1A:7D:DA:71:13'),
    Name: typed('s', 'simulated'),
    Powered: typed('b', powered),
    Discovering: typed('b', false),
  };
  const set = (name: string, value: unknown): void => {
    if (name === 'Powered') setPowered(value === true);
  };
  tree.add(adapterPath, { [ADAPTER]: { properties, methods, set } });
  return {
    setPowered,
    removeDevice: (address) => devices.remove(({ peripheral }) => peripheral.address === address),
    isDiscovering: discoverers.isAny,
    hearForeign: (count) => {
      for (let i = 0; i < count; i++) hearForeign(tree, adapterPath, i);
    },
    forgetForeign: (count) => {
      for (let i = 0; i < count; i++) tree.remove(foreignPath(adapterPath, i));
    },
    clientGone: (sender) => {
      discoverers.gone(sender);
      devices.clientGone(sender);
    },
    release: () => {
      cancelListening();
      devices.removeAll();
    },
  };
}

interface HeardDevice {
  readonly object: DeviceObject;
  readonly peripheral: RadioPeripheral;
  heardMs: number;
}

/** Those that were heard and are not yet forgotten. */
function createDevices(params: Omit<DeviceParams, 'peripheral' | 'isDiscovering'>, isDiscovering: () => boolean) {
  const { timeline } = params;
  const devices = new Map<RadioPeripheral, HeardDevice>();
  const remove = (isMeant: (device: HeardDevice) => boolean): boolean => {
    const meant = [...devices.values()].filter(isMeant);
    for (const { object, peripheral } of meant) {
      object.remove();
      devices.delete(peripheral);
    }
    return meant.length > 0;
  };
  return {
    hear: (peripheral: RadioPeripheral): void => {
      const known = devices.get(peripheral);
      if (known) known.object.heard();
      const object = known?.object ?? exportDevice({ ...params, peripheral, isDiscovering });
      devices.set(peripheral, { object, peripheral, heardMs: timeline.nowMs() });
    },
    remove,
    removeAll: () => void remove(() => true),
    unheard: () => {
      for (const { object } of devices.values()) object.unheard();
    },
    clientGone: (sender: string) => {
      for (const { object } of devices.values()) object.clientGone(sender);
    },
  };
}

/** Each client has one session, with what it listens for: some services, or whatever there is. */
function createDiscoverers(onChange: (isAny: boolean) => void) {
  const filters = new Map<string, readonly string[]>();
  const sessions = new Set<string>();
  const stop = (sender: string): boolean => {
    const was = sessions.delete(sender);
    if (was && sessions.size === 0) onChange(false);
    return was;
  };
  return {
    isAny: () => sessions.size > 0,
    want: (band: RadioPeripheral) => {
      const advertised = band.advertised();
      const wanted = [...sessions].map((sender) => filters.get(sender) ?? []);
      return wanted.some((uuids) => uuids.length === 0 || uuids.some((uuid) => advertised.includes(uuid)));
    },
    stopAll: () => {
      for (const sender of [...sessions]) stop(sender);
    },
    gone: (sender: string) => {
      stop(sender);
      filters.delete(sender);
    },
    methods: (isPowered: () => boolean): Readonly<Record<string, Method>> => ({
      SetDiscoveryFilter: ([filter], sender) => {
        filters.set(sender, ((filter as Record<string, Variant>).UUIDs?.value ?? []) as string[]);
        return [];
      },
      StartDiscovery: (_, sender) => {
        if (!isPowered()) throw refusal('NotReady', 'Resource Not Ready');
        if (sessions.has(sender)) throw inProgress();
        sessions.add(sender);
        if (sessions.size === 1) onChange(true);
        return [];
      },
      StopDiscovery: (_, sender) => {
        if (!stop(sender)) throw refusal('Failed', 'No discovery started');
        return [];
      },
    }),
  };
}

/** Whether one of its advertisements falls into the last look. */
function isHeard(timeline: Timeline, peripheral: RadioPeripheral): boolean {
  if (!peripheral.advertises()) return false;
  const everyMs = Math.max(LOOK_MS, peripheral.advertisingMs());
  return timeline.nowMs() % everyMs < LOOK_MS;
}

const foreignDigits = (number: number): string[] => number.toString(16).toUpperCase().padStart(12, '0').match(/../g)!;
const foreignPath = (adapterPath: string, number: number): string =>
  `${adapterPath}/dev_${foreignDigits(number).join('_')}`;

function hearForeign(tree: ObjectTree, adapterPath: string, number: number): void {
  const path = foreignPath(adapterPath, number);
  const RSSI = typed('n', -40 - (number % 50));
  if (tree.has(path)) {
    tree.change(path, DEVICE, { RSSI });
    return;
  }
  const properties = {
    Address: typed('s', foreignDigits(number).join(':')),
    AddressType: typed('s', 'public'),
    Name: typed('s', `somebody's ${number}`),
    UUIDs: typed('as', ['0000feaa-0000-1000-8000-00805f9b34fb']),
    RSSI,
    Connected: typed('b', false),
    ServicesResolved: typed('b', false),
    Adapter: typed('o', adapterPath),
  };
  tree.add(path, { [DEVICE]: { properties } });
}
