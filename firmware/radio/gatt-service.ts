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

/** Where there is none its table is made for each packet, and given back: some 30 variables. */
const outlets: Outlet[] = [];
/** Of the next packet of a message, by channel. */
const counters: number[] = [];
let shownPercent = -1;
let room = 0;

/** One notification of at most the board's payload. */
export function emit(number: number, packet: string): void {
  const outlet = outlets[number];
  if (outlet) outlet.emit(packet);
  else NRF.updateServices(tableOf(uuidOf(1), tableOf(uuidOf(number), { value: packet, notify: 1 })));
}

/** As cutMessage of protocol/fragment.ts, by the interpreter's own work with texts. */
export function send(number: number, message: string): void {
  const whole = message + fixed32Text(E.CRC32(message));
  for (let from = 0; from < whole.length; from += room) {
    const head = (from ? 0 : 128) | (from + room < whole.length ? 0 : 64) | (counters[number]!++ & 63);
    emit(number, String.fromCharCode(head) + whole.substr(from, room));
  }
}

export function tellBattery(percent: number): void {
  if (percent === shownPercent) return;
  shownPercent = percent;
  NRF.updateServices(tableOf(BATTERY, tableOf(BATTERY_LEVEL, { value: String.fromCharCode(percent), notify: 1 })));
}

/** What may be read by anybody. */
function readable(value: string): CharacteristicOptions {
  return { value: value, readable: 1 };
}

/**
 * Whoever reads or writes must have an encrypted link: pairing by pressing nothing (a band has no keys to type on) keeps listeners out,
 * not somebody who is there when it pairs. A subscription needs none: this interpreter has no setting for it.
 */
function declareServices(board: Board, onWrite: (event: BluetoothWrite) => void): void {
  const characteristics: { [uuid: string]: CharacteristicOptions } = {};
  const encrypted = { encrypted: !DEVELOPMENT };
  // The interpreter keeps all of this: one object for all of them, and nothing that says no.
  const security = { read: encrypted, write: encrypted };
  for (let number = INFO; number <= COMMAND; number++) {
    const options: CharacteristicOptions = { maxLen: board.payloadBytes };
    counters[number] = 0;
    if (number === INFO) {
      options.security = security;
      options.maxLen = MESSAGE_READ_BYTES;
      options.readable = 1;
    }
    if (number < COMMAND) options.notify = 1;
    else {
      options.security = security;
      options.writable = 1;
      options.onWrite = onWrite;
    }
    characteristics[uuidOf(number)] = options;
  }
  const services: ServiceTable<CharacteristicOptions> = {
    '180A': { '2A24': readable(board.name), '2A26': readable(FIRMWARE_VERSION) },
  };
  services[BATTERY] = tableOf(BATTERY_LEVEL, { value: 'd', readable: 1, notify: 1 });
  services[uuidOf(1)] = characteristics;
  // No Nordic UART in a release: it would hand the interpreter's console to anyone in range. What is not named is not advertised.
  NRF.setServices(services, { uart: DEVELOPMENT, advertise: [uuidOf(1)] });
  if (!DEVELOPMENT) E.setConsole(null, { force: true });
}

/** @param intervalMs 375 while somebody may look for it; seconds while it sleeps. */
export function advertise(board: Board, intervalMs: number): void {
  NRF.setAdvertising({}, { name: 'Limber ' + board.name, interval: intervalMs });
}

/** What there is once is a function of the script itself: those of an object would keep a scope each. */
export function openRadio(board: Board, onWrite: (event: BluetoothWrite) => void): void {
  room = board.payloadBytes - 1;
  declareServices(board, onWrite);
  advertise(board, ADVERTISING_MS);
}

/** Asked for at each connection. */
export function hurry(): void {
  NRF.setConnectionInterval(FAST_INTERVAL_MS);
}

/** The same to hand on. Its outlets are there from the start: no message waits until one is made. */
export function openGattService(board: Board, events: GattEvents): GattService {
  let isConnected = false;
  for (let number = INFO; number < COMMAND; number++) outlets[number] = createOutlet(number);
  openRadio(board, (event) => events.onPacket(event.data));
  NRF.on('connect', () => {
    isConnected = true;
    hurry();
    events.onConnect();
  });
  NRF.on('disconnect', () => {
    isConnected = false;
    events.onDisconnect();
  });
  return { isConnected: () => isConnected, outlet: (number) => outlets[number], send: send, tellBattery: tellBattery };
}
