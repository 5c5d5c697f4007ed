import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import type { RadioPeripheral } from '../radio/peripheral.ts';
import { type BluezFaults, inProgress, refusal } from './faults.ts';
import { exportGatt, type GattObjects } from './gatt-objects.ts';
import { type ObjectTree, typed } from './object-tree.ts';

export const DEVICE = 'org.bluez.Device1';

export interface DeviceObject {
  readonly path: string;
  isConnected(): boolean;
  /** Heard advertising. */
  heard(): void;
  /** Nobody listens any more: how strongly it was heard is no longer known. */
  unheard(): void;
  /** A client has left the bus. */
  clientGone(sender: string): void;
  /** With the objects below it. */
  remove(): void;
}

export interface DeviceParams {
  readonly tree: ObjectTree;
  readonly timeline: Timeline;
  readonly faults: BluezFaults;
  readonly adapterPath: string;
  readonly peripheral: RadioPeripheral;
  readonly isDiscovering: () => boolean;
  /** A connection to the band has begun, or ended. */
  readonly onConnection: (peripheral: RadioPeripheral, isThere: boolean) => void;
}

const LOOK_MS = 50;
const CONNECT_MS = 300;
/** Measured on BlueZ 5.66: the adapter listens for others most of the time. */
const CONNECT_WHILE_DISCOVERING_MS = 10_000;
/** Then the kernel gives up. */
const PATIENCE_MS = 20_000;
const RESOLVE_MS = 150;

/** One band that was heard. It goes on being connected when its client dies; only Disconnect or the air ends that. */
export function exportDevice(params: DeviceParams): DeviceObject {
  const { tree, timeline, faults, adapterPath, peripheral, onConnection } = params;
  const { address } = peripheral;
  const path = `${adapterPath}/dev_${address.replaceAll(':', '_').toUpperCase()}`;
  let isConnected = false;
  let giveUp: Cancel | undefined;
  let cancelResolving: Cancel = () => {};
  let gatt: GattObjects | undefined;

  const meet = (): void => {
    isConnected = true;
    peripheral.connect();
    onConnection(peripheral, true);
    tree.change(path, DEVICE, { Connected: typed('b', true) }, ['RSSI']);
    if (!faults.unresolved.has(address)) cancelResolving = timeline.after(RESOLVE_MS, resolve);
  };
  const resolve = (): void => {
    gatt ??= exportGatt({ tree, timeline, faults, peripheral, devicePath: path, isConnected: () => isConnected });
    gatt.connected();
    tree.change(path, DEVICE, { ServicesResolved: typed('b', true) });
  };
  const part = (): void => {
    if (!isConnected) return;
    isConnected = false;
    onConnection(peripheral, false);
    cancelResolving();
    gatt?.disconnected();
    tree.change(path, DEVICE, { ServicesResolved: typed('b', false), Connected: typed('b', false) });
  };
  const connect = async (): Promise<unknown[]> => {
    if (isConnected) return [];
    if (giveUp) throw inProgress();
    const broken = faults.connectErrors.get(address);
    if (broken !== undefined) throw refusal('Failed', broken);
    const isMet = await new Promise<boolean>((settle) => {
      giveUp = awaitMeeting(params, settle);
    }).finally(() => {
      giveUp = undefined;
    });
    if (!isMet) throw refusal('Failed', 'le-connection-abort-by-local');
    meet();
    return [];
  };
  const disconnect = (): unknown[] => {
    giveUp?.();
    if (isConnected) peripheral.disconnect();
    part();
    return [];
  };
  const cancelVanish = peripheral.onVanish(part);
  tree.add(path, {
    [DEVICE]: { properties: firstSeen(params), methods: { Connect: connect, Disconnect: disconnect } },
  });
  return {
    path,
    isConnected: () => isConnected,
    heard: () => tree.change(path, DEVICE, { RSSI: typed('n', peripheral.signalDbm()) }),
    unheard: () => tree.change(path, DEVICE, {}, ['RSSI']),
    clientGone: (sender) => gatt?.clientGone(sender),
    remove: () => {
      disconnect();
      cancelVanish();
      gatt?.release();
      tree.remove(path);
    },
  };
}

/** Until it has advertised long enough to be met. @returns what gives it up */
function awaitMeeting(
  { timeline, peripheral, faults, isDiscovering }: DeviceParams,
  settle: (isMet: boolean) => void,
): Cancel {
  let progress = 0;
  let waitedMs = 0;
  const end = (isMet: boolean): void => {
    cancel();
    settle(isMet);
  };
  const cancel = timeline.every(LOOK_MS, () => {
    waitedMs += LOOK_MS;
    if (peripheral.advertises() && !faults.unmet.has(peripheral.address))
      progress += LOOK_MS / (isDiscovering() ? CONNECT_WHILE_DISCOVERING_MS : CONNECT_MS);
    if (progress >= 1 - 1e-9) end(true);
    else if (waitedMs >= PATIENCE_MS) end(false);
  });
  return () => end(false);
}

const firstSeen = ({ adapterPath, peripheral }: DeviceParams) => ({
  Address: typed('s', peripheral.address.toUpperCase()),
  AddressType: typed('s', 'random'),
  Name: typed('s', peripheral.name),
  Alias: typed('s', peripheral.name),
  UUIDs: typed('as', [...peripheral.advertised()]),
  RSSI: typed('n', peripheral.signalDbm()),
  Connected: typed('b', false),
  ServicesResolved: typed('b', false),
  Adapter: typed('o', adapterPath),
});
