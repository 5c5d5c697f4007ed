import { beginReassembly, cutMessage, takePacket } from '../../protocol/fragment.ts';
import { CHARACTERISTIC_UUIDS, SERVICE_UUID } from '../../protocol/gatt.ts';
import type { Channel } from '../../protocol/link.ts';
import { createOutlet, type Outlet } from './outlet.ts';

const MESSAGE_READ_BYTES = 128;

export interface GattService {
  isConnected(): boolean;
  outlet(channel: Channel): Outlet;
  /** A message of any length, cut into notifications. */
  send(channel: Channel, message: Uint8Array): void;
}

export interface GattEvents {
  onConnect(): void;
  onDisconnect(): void;
  /** The bytes of each write as they came, before they are joined to a message. */
  onCommandPacket(packet: Uint8Array): void;
  onCommand(message: Uint8Array): void;
}

const OUTLETS: { [channel: string]: Outlet } = {};
['info', 'motion', 'stim', 'log', 'status'].forEach((channel) => {
  OUTLETS[channel] = createOutlet(channel as Channel);
});

function declareServices(payloadBytes: number, onWrite: (event: BluetoothWrite) => void): void {
  const characteristics: { [uuid: string]: CharacteristicOptions } = {};
  Object.keys(OUTLETS).forEach((channel) => {
    characteristics[CHARACTERISTIC_UUIDS[channel as Channel]] = {
      value: '',
      maxLen: channel === 'info' ? MESSAGE_READ_BYTES : payloadBytes,
      readable: channel === 'info',
      notify: true,
    };
  });
  characteristics[CHARACTERISTIC_UUIDS.command] = {
    value: '',
    maxLen: payloadBytes,
    writable: true,
    onWrite: onWrite,
  };
  const services: ServiceTable<CharacteristicOptions> = {};
  services[SERVICE_UUID] = characteristics;
  // No Nordic UART: it would hand the interpreter's console to anyone in range.
  NRF.setServices(services, { uart: false });
}

export function openGattService(
  name: string,
  payloadBytes: number,
  intervalMs: number,
  events: GattEvents,
): GattService {
  let connected = false;
  let incoming = beginReassembly();

  declareServices(payloadBytes, (event) => {
    const packet = new Uint8Array(event.data);
    events.onCommandPacket(packet);
    const message = takePacket(incoming, packet, E.CRC32);
    if (message) events.onCommand(message);
  });
  NRF.on('connect', () => {
    connected = true;
    incoming = beginReassembly();
    NRF.setConnectionInterval(intervalMs);
    events.onConnect();
  });
  NRF.on('disconnect', () => {
    connected = false;
    events.onDisconnect();
  });
  NRF.setAdvertising({}, { name: name, interval: 375 });

  return {
    isConnected: () => connected,
    outlet: (channel) => OUTLETS[channel],
    send(channel, message) {
      const outlet = OUTLETS[channel];
      outlet.counter = cutMessage(message, payloadBytes, outlet.counter, E.CRC32, outlet.emit);
    },
  };
}
