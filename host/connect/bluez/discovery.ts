import { Observable, Subject } from 'rxjs';
import { LimberError } from '../../../protocol/limber-error.ts';
import type { Cancel, Timeline } from '../../../protocol/timeline.ts';
import { within } from '../deadline.ts';
import type { Sighting } from '../transport.ts';
import { addRule, type BusSignal, busErrorOf, type Changed, plain, type Variants } from './bluez-bus.ts';
import type { BluezRadio } from './bluez-radio.ts';
import { daemonTrouble } from './bluez-trouble.ts';
import { createHeardBands } from './heard-bands.ts';
import { addressOfPath, DEVICE } from './node-ble-parts.ts';

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

const CALL_MS = 2_000;
const RETRY_MS = 1_000;
const RULES = [
  `type='signal',sender='org.bluez',member='InterfacesAdded'`,
  `type='signal',sender='org.bluez',member='PropertiesChanged',arg0='${DEVICE}'`,
];

export interface DiscoveryParams {
  readonly radio: BluezRadio;
  readonly timeline: Timeline;
  readonly onFailure: (error: unknown) => void;
}

export function createDiscovery({ radio, timeline, onFailure }: DiscoveryParams): Discovery {
  const sightings = new Subject<Sighting>();
  const waiting = new Map<string, Set<() => void>>();
  const bands = createHeardBands();
  let connecting = 0;
  let isClosed = false;
  let isAsking = false;
  let switching: Promise<void> | undefined;
  /** What turns it off; undefined while it is. */
  let off: (() => Promise<void>) | undefined;
  const rules: Cancel[] = [];
  let losses = 0;
  let cancelRetry: Cancel = () => {};
  let turn: Promise<unknown> = Promise.resolve();

  const isWanted = (): boolean => !isClosed && connecting === 0 && (waiting.size > 0 || sightings.observed);
  const turnOn = async (): Promise<void> => {
    const begun = losses;
    const { bus, adapter } = await radio.ready();
    for (const rule of RULES) rules.push(await within(timeline, CALL_MS, 'D-Bus', addRule(bus, rule)));
    await within(timeline, CALL_MS, 'Discovery', adapter.startDiscovery()).catch(unlessBegun);
    if (begun !== losses) throw new Error('bluetoothd was lost while discovery began');
    off = async () => {
      await within(timeline, CALL_MS, 'The end of discovery', adapter.stopDiscovery()).catch(unlessEnded);
      forgetDiscovery();
    };
  };
  const forgetDiscovery = (): void => {
    off = undefined;
    for (const cancel of rules.splice(0)) cancel();
  };
  const switchOver = async (): Promise<void> => {
    // Whoever changes his mind after the last look begins anew: between that look and the end nothing may happen.
    await null;
    try {
      while (isWanted() !== (off !== undefined)) await (off ? off() : turnOn());
    } catch (error) {
      // What could not be ended goes on, and hinders whoever connects: that is tried again too.
      if (!off) forgetDiscovery();
      onFailure(daemonTrouble(error));
      cancelRetry();
      cancelRetry = timeline.after(RETRY_MS, () => void settle());
    } finally {
      switching = undefined;
    }
  };
  const settle = (): Promise<void> => {
    switching ??= switchOver();
    return switching;
  };
  const isOfInterest = (address: string): boolean => sightings.observed || waiting.has(address);
  const wake = (address: string): void => {
    for (const resolve of waiting.get(address) ?? []) resolve();
  };
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
    if (signalDbm !== undefined || changed.Connected === true) wake(address);
  };
  const cancels = [
    radio.onSignal((signal) => {
      const told = deviceTold(signal);
      if (told) hear(told.address, told.changed);
    }),
    radio.onLost(() => {
      losses++;
      forgetDiscovery();
      void settle();
    }),
    radio.onBack(() => void settle()),
  ];
  return {
    sighting$: new Observable((subscriber) => {
      const subscription = sightings.subscribe(subscriber);
      void settle();
      return () => {
        subscription.unsubscribe();
        void settle();
      };
    }),
    heard: (address, givenUp) =>
      new Promise<void>((resolve, reject) => {
        const waiters = waiting.get(address) ?? new Set();
        waiting.set(address, waiters);
        const end = (): void => {
          givenUp.removeEventListener('abort', abandon);
          waiters.delete(hasHeard);
          if (waiters.size === 0) waiting.delete(address);
        };
        const hasHeard = (): void => {
          end();
          resolve();
        };
        const abandon = (): void => {
          end();
          void settle();
          reject(new LimberError('link/not-up', `${address} is wanted no more.`));
        };
        givenUp.addEventListener('abort', abandon);
        if (givenUp.aborted) return abandon();
        waiters.add(hasHeard);
        void settle();
      }),
    undisturbed: (action) => {
      connecting++;
      const run = async () => {
        await settle();
        return action();
      };
      const result = turn.then(run, run).finally(() => {
        connecting--;
        void settle();
      });
      turn = result.catch(() => {});
      return result;
    },
    signalDbm: bands.signalOf,
    bandsKept: bands.count,
    close: async () => {
      isClosed = true;
      cancelRetry();
      await settle();
      for (const cancel of cancels) cancel();
    },
  };
}

/** Discovery that is already on, for us, is what was wanted. */
function unlessBegun(error: unknown): void {
  if (busErrorOf(error) !== 'org.bluez.Error.InProgress') throw error;
}

function unlessEnded(error: unknown): void {
  if (busErrorOf(error) !== 'org.bluez.Error.Failed') throw error;
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
