import { beginReassembly, cutMessage, ONE_PACKET_BYTES, onePacket, takePacket } from '../../protocol/fragment.ts';
import { CHARACTERISTIC_UUIDS, SERVICE_UUID } from '../../protocol/gatt.ts';
import type { Channel } from '../../protocol/link.ts';
import { createOutlet, type Outlet } from './outlet.ts';

const MESSAGE_READ_BYTES = 128;

export interface GattService {
  isConnected(): boolean;
  outlet(channel: Channel): Outlet;
  /** False: whatever is written is dropped, in as little time as there is. */
  listen(on: boolean): void;
  /** A message of any length, cut into notifications. */
  send(channel: Channel, message: Uint8Array): void;
}

export interface GattEvents {
  onConnect(): void;
  onDisconnect(): void;
  /** The bytes of each write as they came, before they are joined to a message. @returns false to drop them. */
  onCommandPacket(packet: Uint8Array): boolean;
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
  let isDeaf = false;
  let incoming = beginReassembly();

  declareServices(payloadBytes, (event) => {
    if (isDeaf) return;
    const packet = new Uint8Array(event.data);
    if (!events.onCommandPacket(packet)) return;
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
    listen(on) {
      isDeaf = !on;
    },
    send(channel, message) {
      const outlet = OUTLETS[channel];
      if (message.length + ONE_PACKET_BYTES > payloadBytes) {
        outlet.counter = cutMessage(message, payloadBytes, outlet.counter, E.CRC32, outlet.emit);
        return;
      }
      outlet.emit(onePacket(message, outlet.counter, E.CRC32));
      outlet.counter = (outlet.counter + 1) & 63;
    },
  };
}
