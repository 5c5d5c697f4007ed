import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import { type Random, seededRandom } from '../random.ts';
import { uuidBytes } from './gatt-table.ts';
import { addressBytes, LE_EVENT } from './hci-codes.ts';
import type { RadioPeripheral } from './peripheral.ts';

export interface Advertising {
  start(): void;
  stop(): void;
}

/** Pause that a peripheral adds by chance: Bluetooth Core 5.4, Vol 6 Part B, 4.4.2.2. */
const DELAY_MOST_MS = 10;
/** How often a band that does not advertise now is looked at. */
const IDLE_MS = 100;

/** Who can be heard, each at its own interval, while somebody listens. */
export function createAdvertising(
  timeline: Timeline,
  peripherals: readonly RadioPeripheral[],
  onHeard: (peripheral: RadioPeripheral) => void,
): Advertising {
  const cancels = new Map<RadioPeripheral, Cancel>();
  const turn = (peripheral: RadioPeripheral, random: Random): void => {
    const isHeard = peripheral.advertises();
    const inMs = (isHeard ? peripheral.advertisingMs() : IDLE_MS) + random.uniform(0, DELAY_MOST_MS);
    cancels.set(
      peripheral,
      timeline.after(inMs, () => turn(peripheral, random)),
    );
    if (isHeard) onHeard(peripheral);
  };
  const stop = (): void => {
    for (const cancel of cancels.values()) cancel();
    cancels.clear();
  };
  return {
    start: () => {
      stop();
      for (const peripheral of peripherals) {
        const random = seededRandom(timeline.nowMs()).fork(peripheral.address);
        const firstMs = random.next() * (peripheral.advertisingMs() || IDLE_MS);
        cancels.set(
          peripheral,
          timeline.after(firstMs, () => turn(peripheral, random)),
        );
      }
    },
    stop,
  };
}

const [ADV_IND, SCAN_RSP, RANDOM_ADDRESS] = [0, 4, 1];
const [FLAGS, SERVICES_16, SERVICES_128, NAME] = [1, 3, 7, 9];
const LOW_ENERGY_ONLY = 6;
const ADVERTISED_MOST = 31;

/** Reports as an Espruino gives rise to them: its name, then the services in the answer to a scan request. */
export function bandReports(band: RadioPeripheral): number[][] {
  const name = [...Buffer.from(band.name)].slice(0, ADVERTISED_MOST - 5);
  const at = { address: addressBytes(band.address), dbm: band.signalDbm() };
  return [
    report(at, ADV_IND, [2, FLAGS, LOW_ENERGY_ONLY, name.length + 1, NAME, ...name]),
    report(
      at,
      SCAN_RSP,
      band.advertised().flatMap((uuid) => [17, SERVICES_128, ...uuidBytes(uuid)]),
    ),
  ];
}

const HEART_RATE = [0x0d, 0x18];

/** Somebody else's, by number. */
export function strangerReports(stranger: number): number[][] {
  const address = Uint8Array.of(stranger & 255, (stranger >> 8) & 255, stranger >> 16, 0x77, 0xee, 0xd0);
  const at = { address, dbm: -60 - (stranger % 35) };
  const name = [...Buffer.from(`stranger ${stranger}`)];
  return [
    report(at, ADV_IND, [2, FLAGS, LOW_ENERGY_ONLY, 3, SERVICES_16, ...HEART_RATE]),
    report(at, SCAN_RSP, [name.length + 1, NAME, ...name]),
  ];
}

function report(from: { address: Uint8Array; dbm: number }, kind: number, data: readonly number[]): number[] {
  return [LE_EVENT.advertisingReport, 1, kind, RANDOM_ADDRESS, ...from.address, data.length, ...data, from.dbm & 255];
}
