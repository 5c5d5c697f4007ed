import { uuidOf } from '../../protocol/gatt.ts';

/** A table of one entry: keys that are made have no short form in this language. */
export function tableOf<Value>(key: string, value: Value): { [key: string]: Value } {
  const table: { [key: string]: Value } = {};
  table[key] = value;
  return table;
}

/**
 * One notifying characteristic. NRF.updateServices wants nested objects; each outlet keeps its own, so that a notification
 * builds none: set `characteristic.value`, then `NRF.updateServices(services)`.
 */
export interface Outlet {
  readonly services: ServiceTable<CharacteristicValue>;
  readonly characteristic: CharacteristicValue;
  /** Sends one notification of at most the board's payload. Lost without a word when the SoftDevice's queue is full. */
  readonly emit: (packet: Uint8Array | string) => void;
  /** Counter of the next packet of a message. */
  counter: number;
}

/** @param number the channel's in protocol/gatt.ts */
export function createOutlet(number: number): Outlet {
  const characteristic: CharacteristicValue = { value: '', notify: 1 };
  const services = tableOf(uuidOf(1), tableOf(uuidOf(number), characteristic));
  return {
    services: services,
    characteristic: characteristic,
    emit(packet) {
      characteristic.value = packet;
      NRF.updateServices(services);
    },
    counter: 0,
  };
}
