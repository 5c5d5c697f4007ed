import { CHARACTERISTIC_UUIDS, SERVICE_UUID } from '../../protocol/gatt.ts';
import { CHANNELS, type Channel } from '../../protocol/link.ts';
import { le16 } from './h4.ts';
import type { RadioPeripheral } from './peripheral.ts';

/** One row of what a host may ask for: Bluetooth Core 5.4, Vol 3 Part F, 3.2. */
export interface Attribute {
  readonly handle: number;
  /** 2 or 16 bytes as they are sent. */
  readonly type: Uint8Array;
  /** Last handle of the service or characteristic that it begins. */
  endHandle: number;
  readonly read?: () => Uint8Array;
  readonly write?: (bytes: Uint8Array) => void;
  /** Asks for an encrypted link first. */
  readonly isGuarded?: boolean;
  /** Of a switch for notifications: what it switches. */
  readonly switches?: number;
}

export interface GattTable {
  readonly attributes: readonly Attribute[];
  /** Handle of the value that notifies. */
  readonly valueHandles: ReadonlyMap<Channel, number>;
}

const LAST_HANDLE = 0xffff;
export const PRIMARY_SERVICE = 0x2800;
export const CHARACTERISTIC = 0x2803;
export const NOTIFICATION_SWITCH = 0x2902;
const [READ, WRITE_COMMAND, WRITE, NOTIFY] = [0x02, 0x04, 0x08, 0x10];

/** A number is one of Bluetooth's own. */
export const uuidBytes = (uuid: string | number): Uint8Array =>
  typeof uuid === 'number'
    ? Uint8Array.from(le16(uuid))
    : Uint8Array.from(Buffer.from(uuid.replaceAll('-', ''), 'hex')).reverse();

interface Offered {
  readonly uuid: string | number;
  readonly properties: number;
  readonly channel?: Channel;
  readonly read?: () => Uint8Array;
  readonly write?: (bytes: Uint8Array) => void;
  readonly isGuarded?: boolean;
}

/** What a band with our firmware offers, in the order of its SoftDevice: Bluetooth's own services first. */
export function gattTableOf(band: RadioPeripheral): GattTable {
  const attributes: Attribute[] = [];
  const valueHandles = new Map<Channel, number>();
  const add = (row: Omit<Attribute, 'handle' | 'endHandle'>): Attribute => {
    const handle = attributes.length + 1;
    const attribute = { ...row, handle, endHandle: handle };
    attributes.push(attribute);
    return attribute;
  };
  let last: Attribute | undefined;
  for (const [service, characteristics] of servicesOf(band)) {
    const value = uuidBytes(service);
    const begun = add({ type: uuidBytes(PRIMARY_SERVICE), read: () => value });
    for (const offered of characteristics) {
      const handle = addCharacteristic(add, offered);
      if (offered.channel) valueHandles.set(offered.channel, handle);
    }
    begun.endHandle = attributes.length;
    last = begun;
  }
  // As a SoftDevice says of its last service.
  if (last) last.endHandle = LAST_HANDLE;
  return { attributes, valueHandles };
}

function addCharacteristic(add: (row: Omit<Attribute, 'handle' | 'endHandle'>) => Attribute, offered: Offered): number {
  const { uuid, properties, read, write, isGuarded = false } = offered;
  const type = uuidBytes(uuid);
  const declaration = add({
    type: uuidBytes(CHARACTERISTIC),
    read: () => Uint8Array.from([properties, ...le16(declaration.handle + 1), ...type]),
  });
  const value = add({ type, isGuarded, ...(read ? { read } : {}), ...(write ? { write } : {}) });
  if (properties & NOTIFY) add({ type: uuidBytes(NOTIFICATION_SWITCH), switches: value.handle });
  return value.handle;
}

function servicesOf(band: RadioPeripheral): readonly (readonly [string | number, readonly Offered[]])[] {
  const told = (uuid: number): Offered => ({ uuid, properties: READ, read: () => band.standard(uuid) });
  const name = { uuid: 0x2a00, properties: READ, read: () => Uint8Array.from(Buffer.from(band.name)) };
  const appearance = { uuid: 0x2a01, properties: READ, read: () => Uint8Array.of(0, 0) };
  return [
    [0x1800, [name, appearance]],
    [0x1801, []],
    [0x180a, [told(0x2a24), told(0x2a26)]],
    [0x180f, [{ ...told(0x2a19), properties: READ | NOTIFY }]],
    [SERVICE_UUID, CHANNELS.map((channel) => ownCharacteristic(band, channel))],
  ];
}

/** As firmware/radio/gatt-service.ts declares them. */
function ownCharacteristic(band: RadioPeripheral, channel: Channel): Offered {
  const common = { uuid: CHARACTERISTIC_UUIDS[channel], channel };
  const guarded = { ...common, isGuarded: true };
  if (channel === 'command')
    return { ...guarded, properties: WRITE | WRITE_COMMAND, write: (bytes) => band.write(channel, bytes) };
  if (channel === 'info') return { ...guarded, properties: READ | NOTIFY, read: () => band.read(channel) };
  return { ...common, properties: NOTIFY };
}
