import { createRequire } from 'node:module';
import { autoDetect } from '@serialport/bindings-cpp';
import { SerialPortStream } from '@serialport/stream';
import { createBluetooth } from 'node-ble';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { type LinkKind, openReach } from '../../host/connect/reach.ts';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import { CHARACTERISTIC_UUIDS, SERVICE_UUID } from '../../protocol/gatt.ts';

/** Settles when frames are coming in. @param onFrame with the frame's clock where the host has decoded it */
type Host = (at: string, addresses: readonly string[], onFrame: (ticksUs?: number) => void) => Promise<void>;

/** The gateway's own way to whole frames. */
const ours =
  (link: LinkKind): Host =>
  async (at, addresses, onFrame) => {
    const reach = openReach({
      link,
      timeline: wallTimeline(),
      say: () => {},
      ...(link === 'noble' ? { hci: at } : {}),
    });
    await Promise.all(
      addresses.map(async (address) => {
        const opened = await reach.open(address);
        connectDevice(opened).messages$.subscribe((message) => {
          if (message.kind === 'motion') onFrame(message.frame.ticksUs);
        });
        await new Promise<void>((resolve) => opened.onState((state) => state === 'up' && resolve()));
      }),
    );
  };

/** What noble's own examples do: connect, discover, subscribe, count. */
const plainNoble: Host = async (at, addresses, onFrame) => {
  const { withBindings } = createRequire(import.meta.url)('noble') as {
    withBindings(name: string, options: object): Noble;
  };
  const noble = withBindings('hci', { hciDriver: 'uart', bindParams: { uart: { port: at, baudRate: 1_000_000 } } });
  await noble.waitForPoweredOnAsync();
  const heard = new Map<string, NoblePeripheral>();
  noble.on('discover', (peripheral) => heard.set(peripheral.address, peripheral));
  const service = SERVICE_UUID.replaceAll('-', '');
  await noble.startScanningAsync([service], true);
  while (heard.size < addresses.length) await new Promise((resolve) => setTimeout(resolve, 50));
  await noble.stopScanningAsync();
  for (const address of addresses) {
    const peripheral = heard.get(address)!;
    await peripheral.connectAsync();
    const motion = CHARACTERISTIC_UUIDS.motion.replaceAll('-', '');
    const { characteristics } = await peripheral.discoverSomeServicesAndCharacteristicsAsync([service], [motion]);
    characteristics[0]!.on('data', () => onFrame());
    await characteristics[0]!.subscribeAsync();
  }
};

interface Noble {
  waitForPoweredOnAsync(): Promise<void>;
  startScanningAsync(services: string[], duplicates: boolean): Promise<void>;
  stopScanningAsync(): Promise<void>;
  on(event: 'discover', listener: (peripheral: NoblePeripheral) => void): void;
}

interface NoblePeripheral {
  readonly address: string;
  connectAsync(): Promise<void>;
  discoverSomeServicesAndCharacteristicsAsync(
    services: string[],
    characteristics: string[],
  ): Promise<{ characteristics: NobleCharacteristic[] }>;
}

interface NobleCharacteristic {
  on(event: 'data', listener: (bytes: Buffer) => void): void;
  subscribeAsync(): Promise<void>;
}

/** What node-ble's README does. */
const plainNodeBle: Host = async (_at, addresses, onFrame) => {
  const { bluetooth } = createBluetooth();
  const adapter = await bluetooth.defaultAdapter();
  await adapter.startDiscovery();
  const devices = [];
  for (const address of addresses) devices.push(await adapter.waitDevice(address.toUpperCase()));
  await adapter.stopDiscovery();
  for (const device of devices) {
    await device.connect();
    const service = await (await device.gatt()).getPrimaryService(SERVICE_UUID);
    const motion = await service.getCharacteristic(CHARACTERISTIC_UUIDS.motion);
    motion.on('valuechanged', () => onFrame());
    await motion.startNotifications();
  }
};

/** A port that is read, and the ends of packets counted. */
const plainSerial: Host = async (_at, addresses, onFrame) => {
  for (const path of addresses) {
    const port = new SerialPortStream({ binding: autoDetect(), path, baudRate: 1_000_000 });
    port.on('data', (chunk: Uint8Array) => {
      for (const byte of chunk) if (byte === 0) onFrame();
    });
    await new Promise<void>((resolve) => port.write(Buffer.of(0), undefined, () => resolve()));
  }
};

export const HOSTS = {
  noble: ours('noble'),
  bluez: ours('bluez'),
  serial: ours('serial'),
  'plain noble': plainNoble,
  'plain node-ble': plainNodeBle,
  'plain serialport': plainSerial,
} satisfies Record<string, Host>;

export type HostName = keyof typeof HOSTS;
