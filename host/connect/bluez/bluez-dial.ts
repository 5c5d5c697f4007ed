import type { GattCharacteristic, GattServer } from 'node-ble';
import { CHARACTERISTIC_UUIDS, SERVICE_UUID } from '../../../protocol/gatt.ts';
import { LimberError } from '../../../protocol/limber-error.ts';
import { CHANNELS, type Channel } from '../../../protocol/link.ts';
import type { Cancel, Timeline } from '../../../protocol/timeline.ts';
import { within } from '../deadline.ts';
import { firstPackets } from '../first-packets.ts';
import type { Dial, Dialled } from '../reconnecting-link.ts';
import { busErrorOf, type Changed } from './bluez-bus.ts';
import type { BluezRadio, Ready } from './bluez-radio.ts';
import { wordsOf } from './bluez-trouble.ts';
import type { Discovery } from './discovery.ts';
import { type BluezDevice, deviceAt, devicePath, listenTo, startNotify } from './node-ble-parts.ts';

const CONNECT_MS = 3_000;
/** Some other program listens for bands: BlueZ needs 10 s then. */
const CONNECT_DISTURBED_MS = 13_000;
const RESOLVE_MS = 4_000;
const CALL_MS = 2_000;
const ATT_HEADER_BYTES = 3;
/** BlueZ before 5.62 does not say more. */
const LEAST_MTU = 23;

export interface BluezDialParams {
  readonly address: string;
  readonly radio: BluezRadio;
  readonly discovery: Discovery;
  readonly timeline: Timeline;
}

/** One connection to one band by BlueZ, from hearing it until it is gone. */
export function dialByBluez(params: BluezDialParams): Dial {
  const { address, radio, discovery, timeline } = params;
  return async (givenUp) => {
    await endLeftConnection(params, await radio.ready());
    await discovery.heard(address, givenUp);
    const ready = await radio.ready();
    const device = deviceAt(ready.bus, ready.adapter.name, address);
    const presence = watchPresence(radio, devicePath(ready.adapter.name, address));
    let isMet = false;
    const hangUp = async (): Promise<void> => {
      presence.release();
      if (!presence.isGone()) await within(timeline, CALL_MS, 'Disconnecting', device.disconnect()).catch(() => {});
      device.release();
    };
    try {
      await within(timeline, CALL_MS, `The device ${address}`, device.onChange(presence.change));
      await discovery.undisturbed(() => connect(params, ready, device));
      isMet = true;
      await within(timeline, RESOLVE_MS, `The list of services of ${address}`, presence.resolved(device));
      const gatt = await within(timeline, RESOLVE_MS, `The services of ${address}`, device.gatt());
      return { ...(await subscribed(params, gatt)), onGone: presence.onGone, hangUp };
    } catch (error) {
      await hangUp();
      if (isMet && error instanceof LimberError) await forget(params, ready);
      throw error;
    }
  };
}

/** BlueZ keeps a connection when the process that made it dies: its band advertises no more, and would never be heard. */
async function endLeftConnection({ address, timeline }: BluezDialParams, { bus, adapter }: Ready): Promise<void> {
  const device = deviceAt(bus, adapter.name, address);
  const isConnected = await within(timeline, CALL_MS, `The device ${address}`, device.isConnected()).catch(() => false);
  if (isConnected) await within(timeline, CALL_MS, `The end of an old connection`, device.disconnect()).catch(() => {});
  device.release();
}

async function connect({ address, timeline }: BluezDialParams, { adapter }: Ready, device: BluezDevice): Promise<void> {
  const isDisturbed = await within(timeline, CALL_MS, 'bluetoothd', adapter.isDiscovering());
  const patienceMs = isDisturbed ? CONNECT_DISTURBED_MS : CONNECT_MS;
  await within(timeline, patienceMs, `The connection to ${address}`, device.connect());
}

/** What BlueZ remembers of a band whose services changed, or never came, stands in its way from then on. */
async function forget({ address, timeline }: BluezDialParams, { adapter }: Ready): Promise<void> {
  await within(timeline, CALL_MS, `Forgetting ${address}`, adapter.removeDevice(address)).catch(() => {});
}

interface Presence {
  readonly change: (changed: Changed) => void;
  /** Settles when BlueZ has listed what the band offers; rejects when the band is gone before. */
  readonly resolved: (device: BluezDevice) => Promise<void>;
  readonly onGone: (listener: () => void) => void;
  readonly isGone: () => boolean;
  readonly release: () => void;
}

/** Whether it is still there: by its own property, and by whatever takes its object away. */
function watchPresence(radio: BluezRadio, path: string): Presence {
  const listeners = new Set<() => void>();
  const resolvers = new Set<() => void>();
  let isGone = false;
  const go = (): void => {
    if (isGone) return;
    isGone = true;
    for (const listener of listeners) listener();
  };
  const cancels: Cancel[] = [
    radio.onLost(go),
    radio.onSignal(({ member, body }) => {
      if (member === 'InterfacesRemoved' && body[0] === path) go();
    }),
  ];
  const onGone = (listener: () => void): void => {
    if (isGone) listener();
    else listeners.add(listener);
  };
  return {
    change: ({ Connected, ServicesResolved }) => {
      if (Connected === false) go();
      if (ServicesResolved === true) for (const resolve of resolvers) resolve();
    },
    resolved: (device) =>
      new Promise<void>((resolve, reject) => {
        resolvers.add(resolve);
        onGone(() => reject(new Error('the band was lost while its services were listed')));
        device.isResolved().then((isResolved) => isResolved && resolve(), reject);
      }),
    onGone,
    isGone: () => isGone,
    release: () => {
      for (const cancel of cancels) cancel();
      listeners.clear();
    },
  };
}

type Carried = Pick<Dialled, 'payloadBytes' | 'onPacket' | 'send' | 'signalDbm'>;

/** Hears every channel that notifies, and writes to the others. */
async function subscribed({ address, timeline, discovery }: BluezDialParams, gatt: GattServer): Promise<Carried> {
  const found = await characteristicsOf(address, gatt);
  const { take, open } = firstPackets();
  let payloadBytes = LEAST_MTU - ATT_HEADER_BYTES;
  for (const [channel, characteristic] of found) {
    const call = <Value>(promise: Promise<Value>): Promise<Value> =>
      within(timeline, CALL_MS, `The characteristic ${channel} of ${address}`, promise);
    const properties = await call(listenTo(characteristic, (bytes) => take(channel, bytes)));
    if (typeof properties.MTU === 'number') payloadBytes = properties.MTU - ATT_HEADER_BYTES;
    const flags = properties.Flags as readonly string[];
    if (flags.includes('notify')) await call(startNotify(characteristic)).catch(unlessEnabling);
  }
  let writing: Promise<unknown> = Promise.resolve();
  return {
    payloadBytes,
    onPacket: open,
    // BlueZ refuses a write while one is under way.
    send: (channel, bytes) => {
      const written = writing.then(() => write(address, found.get(channel), bytes));
      writing = written.catch(() => {});
      return written;
    },
    signalDbm: () => discovery.signalDbm(address),
  };
}

async function characteristicsOf(address: string, gatt: GattServer): Promise<Map<Channel, GattCharacteristic>> {
  const service = await gatt.getPrimaryService(SERVICE_UUID).catch(() => {
    throw new LimberError('link/incompatible-device', `${address} does not offer the service of a Limber band.`);
  });
  const offered = new Set(await service.characteristics());
  const found = new Map<Channel, GattCharacteristic>();
  for (const channel of CHANNELS) {
    const uuid = CHARACTERISTIC_UUIDS[channel];
    if (offered.has(uuid)) found.set(channel, await service.getCharacteristic(uuid));
  }
  return found;
}

/** After a lost link BlueZ enables by itself what we had asked for, and says so to whoever asks again. */
function unlessEnabling(error: unknown): void {
  if (busErrorOf(error) !== 'org.bluez.Error.InProgress') throw error;
}

/** With an answer of the band; never of the library's own default kind, which BlueZ refuses. */
async function write(
  address: string,
  characteristic: GattCharacteristic | undefined,
  bytes: Uint8Array,
): Promise<void> {
  if (!characteristic) throw new LimberError('link/not-up', `${address} has nothing that could be written to.`);
  await characteristic.writeValueWithResponse(Buffer.from(bytes)).catch((error: unknown) => {
    throw new LimberError('link/not-up', `Writing to ${address} failed: ${wordsOf(error)}.`, { cause: error });
  });
}
