import { Subject } from 'rxjs';
import type { Cancel, Timeline } from '../../../protocol/timeline.ts';
import { within } from '../deadline.ts';
import type { Sighting } from '../transport.ts';
import type { AwaitedBands } from './awaited-bands.ts';
import { type BusSignal, type Changed, plain, type Variants } from './bluez-bus.ts';
import type { BluezRadio } from './bluez-radio.ts';
import { createHeardBands } from './heard-bands.ts';
import { addressOfPath, DEVICE } from './node-ble-parts.ts';

export interface ToldDevices {
  readonly sightings: Subject<Sighting>;
  readonly bands: ReturnType<typeof createHeardBands>;
  readonly close: Cancel;
}

export interface ToldDevicesParams {
  readonly radio: BluezRadio;
  readonly timeline: Timeline;
  readonly awaited: AwaitedBands;
}

const CALL_MS = 2_000;

/** What BlueZ tells of devices: bands are told on, and whoever waits for one is woken. */
export function createToldDevices({ radio, timeline, awaited }: ToldDevicesParams): ToldDevices {
  const sightings = new Subject<Sighting>();
  const bands = createHeardBands();
  let isAsking = false;
  const isOfInterest = (address: string): boolean => sightings.observed || awaited.has(address);
  /** One that BlueZ knew before us: only of those that are new to it does it say more than how strongly they are heard. */
  const ask = async (address: string): Promise<void> => {
    isAsking = true;
    const asked = radio.ready().then(({ adapter }) => adapter.describe(address));
    const known = await within(timeline, CALL_MS, `The device ${address}`, asked).catch(() => ({}));
    isAsking = false;
    bands.note(address, known);
  };
  const hear = (address: string, changed: Changed): void => {
    bands.note(address, changed);
    // One question at a time: a street full of others' devices is heard, and the bus permits 128 that are unanswered.
    if (changed.UUIDs === undefined && !isAsking && isOfInterest(address) && bands.isNew(address)) void ask(address);
    const { RSSI: signalDbm } = changed;
    if (typeof signalDbm === 'number') {
      bands.heardAt(address, signalDbm);
      const name = bands.nameOf(address);
      if (name !== undefined) sightings.next({ address, name, signalDbm, atMs: timeline.nowMs() });
    }
    // One that is connected already, by whomever, advertises no more.
    if (signalDbm !== undefined || changed.Connected === true) awaited.wake(address);
  };
  const close = radio.onSignal((signal) => {
    const told = deviceTold(signal);
    if (told) hear(told.address, told.changed);
  });
  return { sightings, bands, close };
}

function deviceTold({ path, member, body }: BusSignal): { address: string; changed: Changed } | undefined {
  if (member === 'InterfacesAdded') {
    const address = addressOfPath(body[0] as string);
    const found = (body[1] as Record<string, Variants>)[DEVICE];
    return address && found ? { address, changed: plain(found) } : undefined;
  }
  if (member !== 'PropertiesChanged' || body[0] !== DEVICE) return undefined;
  const address = addressOfPath(path);
  return address ? { address, changed: plain(body[1] as Variants) } : undefined;
}
