import { Variant } from 'dbus-next';
import type { GattCharacteristic, GattServer } from 'node-ble';
import Bluetooth from 'node-ble/src/Bluetooth.js';
import type BusHelper from 'node-ble/src/BusHelper.js';
import Device from 'node-ble/src/Device.js';
import { SERVICE_UUID } from '../../../protocol/gatt.ts';
import { type Bus, type Changed, callBluez, forgetBelow, plain, type Variants } from './bluez-bus.ts';

/** All that reaches behind the public side of node-ble is in this file. */

const ADAPTER = 'org.bluez.Adapter1';
export const DEVICE = 'org.bluez.Device1';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

export interface BluezAdapter {
  readonly name: string;
  isPowered(): Promise<boolean>;
  isDiscovering(): Promise<boolean>;
  /** For our service on Low Energy; each report of a band, not only its first. */
  startDiscovery(): Promise<void>;
  stopDiscovery(): Promise<void>;
  removeDevice(address: string): Promise<void>;
  /** What is known of a device, whoever heard it. */
  describe(address: string): Promise<Changed>;
}

/** Those that BlueZ has: "hci0". */
export const adapterNames = ({ library }: Bus): Promise<string[]> => new Bluetooth(library).adapters();

/** Not by the library's own: it reads the list of all that was ever heard first, and refuses to discover when any program does. */
export function adapterAt(bus: Bus, name: string): BluezAdapter {
  const path = `/org/bluez/${name}`;
  const call = (member: string, signature = '', body: unknown[] = []): Promise<unknown> =>
    callBluez(bus, path, ADAPTER, member, signature, body);
  const isSet = async (property: string): Promise<boolean> =>
    ((await callBluez(bus, path, PROPERTIES, 'Get', 'ss', [ADAPTER, property])) as Variant<boolean>).value;
  return {
    name,
    isPowered: () => isSet('Powered'),
    isDiscovering: () => isSet('Discovering'),
    startDiscovery: async () => {
      const filter = { Transport: new Variant('s', 'le'), UUIDs: new Variant('as', [SERVICE_UUID]) };
      await call('SetDiscoveryFilter', 'a{sv}', [{ ...filter, DuplicateData: new Variant('b', true) }]);
      await call('StartDiscovery');
    },
    stopDiscovery: async () => void (await call('StopDiscovery')),
    removeDevice: async (address) => void (await call('RemoveDevice', 'o', [devicePath(name, address)])),
    describe: async (address) =>
      plain((await callBluez(bus, devicePath(name, address), PROPERTIES, 'GetAll', 's', [DEVICE])) as Variants),
  };
}

const objectName = (address: string): string => `dev_${address.replaceAll(':', '_').toUpperCase()}`;
export const devicePath = (adapterName: string, address: string): string =>
  `/org/bluez/${adapterName}/${objectName(address)}`;

/** "/org/bluez/hci0/dev_C0_FF_EE_00_00_01" -> "c0:ff:ee:00:00:01"; undefined for whatever is no device. */
export function addressOfPath(path: string): string | undefined {
  const digits = /^\/org\/bluez\/[^/]+\/dev_((?:[0-9A-F]{2}_){5}[0-9A-F]{2})$/.exec(path)?.[1];
  return digits?.replaceAll('_', ':').toLowerCase();
}

export interface BluezDevice {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): Promise<boolean>;
  isResolved(): Promise<boolean>;
  /** Settles when it hears. */
  onChange(listener: (changed: Changed) => void): Promise<void>;
  gatt(): Promise<GattServer>;
  /** Listens to nothing more, nor do its characteristics. */
  release(): void;
}

/** One object for one connection: the library's adds a listener with each further one. */
export function deviceAt(bus: Bus, adapterName: string, address: string): BluezDevice {
  const device = new Device(bus.library, adapterName, objectName(address));
  return {
    connect: () => device.connect(),
    disconnect: async () => void (await device.helper.callMethod('Disconnect')),
    isConnected: async () => (await device.helper.prop('Connected')) === true,
    isResolved: async () => (await device.helper.prop('ServicesResolved')) === true,
    onChange: async (listener) => {
      device.helper.on('PropertiesChanged', (changed: Variants) => listener(plain(changed)));
      await device.helper._prepare();
    },
    gatt: () => device.gatt(),
    release: () => forgetBelow(bus, devicePath(adapterName, address)),
  };
}

/** Hears what it notifies, whoever asked for that; settles with its properties when it hears. */
export async function listenTo(
  characteristic: GattCharacteristic,
  listener: (bytes: Uint8Array) => void,
): Promise<Changed> {
  const { helper } = characteristic as unknown as { readonly helper: BusHelper };
  helper.on('PropertiesChanged', ({ Value }: Variants) => {
    if (Value) listener(Value.value as Buffer);
  });
  return helper.props();
}

/** Without the listener that the library's own adds with each call. */
export const startNotify = async (characteristic: GattCharacteristic): Promise<void> =>
  void (await (characteristic as unknown as { readonly helper: BusHelper }).helper.callMethod('StartNotify'));
