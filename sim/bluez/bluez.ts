import { Message, type MessageBus, NameFlag, sessionBus } from 'dbus-next';
import type { Timeline } from '../../protocol/timeline.ts';
import type { RadioPeripheral } from '../radio/peripheral.ts';
import { type AdapterObject, exportAdapter } from './adapter-object.ts';
import type { DeviceParams } from './device-object.ts';
import { type BluezFaults, noFaults } from './faults.ts';
import { exportTree } from './object-tree.ts';

/** A bluetoothd with one adapter, whose objects are a BlueZ client's whole view of Bluetooth. */
export interface SimulatedBluez {
  readonly faults: BluezFaults;
  /** Of the daemon as it runs now. @throws Error while it does not run */
  adapter(): AdapterObject;
  /** As `systemctl start bluetooth`: the name comes back, the objects are new. */
  start(): Promise<void>;
  /** As when it is killed: the name is gone, and whatever was connected. */
  stop(): Promise<void>;
}

export interface BluezParams {
  readonly busAddress: string;
  readonly timeline: Timeline;
  readonly peripherals: readonly RadioPeripheral[];
  /** The machine has none. */
  readonly withoutAdapter?: boolean;
  readonly isPowered?: boolean;
  /** A connection to a band has begun, or ended. */
  readonly onConnection?: DeviceParams['onConnection'];
}

const NAME = 'org.bluez';
const BUS = 'org.freedesktop.DBus';
const ADAPTER_PATH = '/org/bluez/hci0';

/** Starts it, on a bus where its name is free. */
export async function startBluez(params: BluezParams): Promise<SimulatedBluez> {
  const faults = noFaults();
  let running: { readonly bus: MessageBus; readonly adapter: AdapterObject | undefined } | undefined;
  const start = async (): Promise<void> => {
    const bus = await connected(params.busAddress);
    const tree = exportTree(bus);
    tree.add('/', { 'org.freedesktop.DBus.ObjectManager': { properties: {} } });
    tree.add('/org/bluez', { 'org.bluez.AgentManager1': { properties: {} } });
    const { timeline, peripherals, isPowered = true, withoutAdapter = false, onConnection = () => {} } = params;
    const adapter = withoutAdapter
      ? undefined
      : exportAdapter({ tree, timeline, faults, peripherals, adapterPath: ADAPTER_PATH, isPowered, onConnection });
    await watchClients(bus, (sender) => adapter?.clientGone(sender));
    await bus.requestName(NAME, NameFlag.DO_NOT_QUEUE);
    running = { bus, adapter };
  };
  await start();
  return {
    faults,
    adapter: () => {
      if (!running?.adapter) throw new Error('there is no adapter: bluetoothd does not run');
      return running.adapter;
    },
    start,
    stop: async () => {
      if (!running) return;
      const { bus, adapter } = running;
      running = undefined;
      bus.disconnect();
      adapter?.release();
    },
  };
}

async function connected(busAddress: string): Promise<MessageBus> {
  const bus = sessionBus({ busAddress });
  await new Promise<void>((resolve, reject) => {
    bus.on('error', reject);
    bus.on('connect', resolve);
  });
  return bus;
}

/** Discovery and notifications of a client end with it; a connection does not. */
async function watchClients(bus: MessageBus, onGone: (sender: string) => void): Promise<void> {
  const rule = `type='signal',sender='${BUS}',member='NameOwnerChanged',arg2=''`;
  const toBus = { destination: BUS, path: '/org/freedesktop/DBus', interface: BUS };
  await bus.call(new Message({ ...toBus, member: 'AddMatch', signature: 's', body: [rule] }));
  bus.on('message', ({ member, body }) => {
    if (member === 'NameOwnerChanged' && body[2] === '') onGone(body[0] as string);
  });
}
