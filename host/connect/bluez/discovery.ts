import { Observable } from 'rxjs';
import type { Timeline } from '../../../protocol/timeline.ts';
import type { Sighting } from '../transport.ts';
import { createAwaitedBands } from './awaited-bands.ts';
import type { BluezRadio } from './bluez-radio.ts';
import { DiscoverySwitch } from './discovery-switch.ts';
import { createToldDevices } from './told-devices.ts';

/** Listens while somebody wants to hear, and not while somebody connects: then BlueZ would need 10 s for that. */
export interface Discovery {
  readonly sighting$: Observable<Sighting>;
  /** Settles at the band's next sign of life. Rejects when nobody wants to know any more. */
  heard(address: string, givenUp: AbortSignal): Promise<void>;
  /** One after the other, with discovery off: adapters differ in how many connections they begin at a time. */
  undisturbed<Value>(action: () => Promise<Value>): Promise<Value>;
  /** As heard last; BlueZ does not measure it while connected. */
  signalDbm(address: string): number | null;
  /** Bands of which anything is remembered. */
  bandsKept(): number;
  close(): Promise<void>;
}

export interface DiscoveryParams {
  readonly radio: BluezRadio;
  readonly timeline: Timeline;
  readonly onFailure: (error: unknown) => void;
}

export function createDiscovery({ radio, timeline, onFailure }: DiscoveryParams): Discovery {
  const awaited = createAwaitedBands();
  const { sightings, bands, close } = createToldDevices({ radio, timeline, awaited });
  let isClosed = false;
  const isWanted = (): boolean => !isClosed && turns.areOver() && (!awaited.isEmpty() || sightings.observed);
  const onOff = new DiscoverySwitch({ radio, timeline, isWanted, onFailure });
  const look = (): void => void onOff.settle();
  const turns = createTurns(() => onOff.settle());
  const cancels = [close, radio.onLost(() => onOff.lose()), radio.onBack(look)];
  return {
    sighting$: whileObserved(sightings, look),
    heard: (address, givenUp) => {
      const sign = awaited.next(address, givenUp);
      look();
      return sign.catch((error: unknown) => {
        look();
        throw error;
      });
    },
    undisturbed: turns.take,
    signalDbm: bands.signalOf,
    bandsKept: bands.count,
    close: async () => {
      isClosed = true;
      await onOff.close();
      for (const cancel of cancels) cancel();
    },
  };
}

/** One after the other, each behind `settle`, which looks again when it is over. */
function createTurns(settle: () => Promise<void>) {
  let taken = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    areOver: (): boolean => taken === 0,
    take: <Value>(action: () => Promise<Value>): Promise<Value> => {
      taken++;
      const run = async (): Promise<Value> => {
        await settle();
        return action();
      };
      const result = last.then(run, run).finally(() => {
        taken--;
        void settle();
      });
      last = result.catch(() => {});
      return result;
    },
  };
}

/** Tells when somebody begins and ceases to observe. */
const whileObserved = (sightings: Observable<Sighting>, onChange: () => void): Observable<Sighting> =>
  new Observable((subscriber) => {
    const subscription = sightings.subscribe(subscriber);
    onChange();
    return () => {
      subscription.unsubscribe();
      onChange();
    };
  });
