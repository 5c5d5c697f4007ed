import { uuidOf } from '../../protocol/gatt.ts';
import { fixed32Text } from '../../protocol/generated/device-wire.ts';
import type { Board } from '../boards/board.ts';
import { createOutlet, type Outlet, tableOf } from './outlet.ts';

declare const DEVELOPMENT: boolean;
declare const FIRMWARE_VERSION: string;

/** Of protocol/gatt.ts. */
export const INFO = 2;
export const MOTION = 3;
export const STIM = 4;
export const LOG = 5;
export const STATUS = 6;
const COMMAND = 7;

const MESSAGE_READ_BYTES = 128;
/** Found at once, for some 12 uA (espruino.com, Puck.js, power consumption). */
const ADVERTISING_MS = 375;

/** 35 frames/s of 50 bytes at one packet an event fill half of such a link. */
const FAST_INTERVAL_MS = 15;

/** Service and characteristics of Bluetooth's own numbers. */
const BATTERY = '180F';
const BATTERY_LEVEL = '2A19';

export interface GattService {
  isConnected(): boolean;
  outlet(number: number): Outlet;
  /** A message of any length, cut into notifications: one character a byte. */
  send(number: number, message: string): void;
  /** Percent of the battery service. */
  tellBattery(percent: number): void;
}

export interface GattEvents {
  onConnect(): void;
  onDisconnect(): void;
  /** One write: a packet of protocol/fragment.ts. */
  onPacket(packet: ArrayBuffer): void;
}

const outlets: Outlet[] = [];
for (let number = INFO; number < COMMAND; number++) outlets[number] = createOutlet(number);

/** What may be read by anybody. */
function readable(value: string): CharacteristicOptions {
  return { value: value, readable: true };
}

/**
 * Whoever reads or writes must have an encrypted link: pairing by pressing nothing (a band has no keys to type on) keeps listeners out,
 * not somebody who is there when it pairs. A subscription needs none: this interpreter has no setting for it.
 */
function declareServices(board: Board, onWrite: (event: BluetoothWrite) => void): void {
  const characteristics: { [uuid: string]: CharacteristicOptions } = {};
  const encrypted = { encrypted: !DEVELOPMENT };
  for (let number = INFO; number <= COMMAND; number++) {
    characteristics[uuidOf(number)] = {
      value: '',
      maxLen: number === INFO ? MESSAGE_READ_BYTES : board.payloadBytes,
      readable: number === INFO,
      notify: number < COMMAND,
      writable: number === COMMAND,
      security: { read: encrypted, write: encrypted },
      onWrite: onWrite,
    };
  }
  const services: ServiceTable<CharacteristicOptions> = {
    '180A': { '2A24': readable(board.name), '2A26': readable(FIRMWARE_VERSION), '2A29': readable('Limber') },
  };
  services[BATTERY] = tableOf(BATTERY_LEVEL, { value: 'd', readable: true, notify: true });
  services[uuidOf(1)] = characteristics;
  // No Nordic UART in a release: it would hand the interpreter's console to anyone in range.
  NRF.setServices(services, { uart: DEVELOPMENT });
  if (!DEVELOPMENT) E.setConsole(null, { force: true });
}

/** @param intervalMs 375 while somebody may look for it; seconds while it sleeps. */
export function advertise(board: Board, intervalMs: number): void {
  NRF.setAdvertising({}, { name: 'Limber ' + board.name, interval: intervalMs });
}

export function openGattService(board: Board, events: GattEvents): GattService {
  let connected = false;
  let shownPercent = -1;
  const room = board.payloadBytes - 1;

  declareServices(board, (event) => {
    events.onPacket(event.data);
  });
  NRF.on('connect', () => {
    connected = true;
    NRF.setConnectionInterval(FAST_INTERVAL_MS);
    events.onConnect();
  });
  NRF.on('disconnect', () => {
    connected = false;
    events.onDisconnect();
  });
  advertise(board, ADVERTISING_MS);

  return {
    isConnected: () => connected,
    outlet: (number) => outlets[number],
    // As cutMessage of protocol/fragment.ts, by the interpreter's own work with texts.
    send(number, message) {
      const outlet = outlets[number];
      const whole = message + fixed32Text(E.CRC32(message));
      for (let from = 0; from < whole.length; from += room) {
        const head = (from ? 0 : 128) | (from + room < whole.length ? 0 : 64) | (outlet.counter++ & 63);
        outlet.emit(String.fromCharCode(head) + whole.substr(from, room));
      }
    },
    tellBattery(percent) {
      if (percent === shownPercent) return;
      shownPercent = percent;
      NRF.updateServices(
        tableOf(BATTERY, tableOf(BATTERY_LEVEL, { value: String.fromCharCode(percent), notify: true })),
      );
    },
  };
}
