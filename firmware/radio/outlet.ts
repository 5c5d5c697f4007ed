import { CHARACTERISTIC_UUIDS, SERVICE_UUID } from '../../protocol/gatt.ts';
import type { Channel } from '../../protocol/link.ts';

/**
 * One notifying characteristic. NRF.updateServices wants nested objects; each outlet keeps its own, so that a notification
 * builds none: set `characteristic.value`, then `NRF.updateServices(services)`.
 */
export interface Outlet {
  readonly services: ServiceTable<CharacteristicValue>;
  readonly characteristic: CharacteristicValue;
  /** Sends one notification of at most the board's payload. Lost without a word when the SoftDevice's queue is full. */
  readonly emit: (packet: Uint8Array) => void;
  /** Counter of the next packet of a message. */
  counter: number;
}

export function createOutlet(channel: Channel): Outlet {
  const characteristic: CharacteristicValue = { value: new Uint8Array(1), notify: true };
  const characteristics: { [uuid: string]: CharacteristicValue } = {};
  characteristics[CHARACTERISTIC_UUIDS[channel]] = characteristic;
  const services: ServiceTable<CharacteristicValue> = {};
  services[SERVICE_UUID] = characteristics;
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
