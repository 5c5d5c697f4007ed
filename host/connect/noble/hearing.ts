import { Observable, Subject } from 'rxjs';
import type { Timeline } from '../../../protocol/timeline.ts';
import type { Sighting } from '../transport.ts';
import { readAdvertisement } from './advertisement.ts';
import type { AddressType } from './noble-library.ts';

/** A sighting, and what dialling needs. */
export interface Heard extends Sighting {
  readonly addressType: AddressType;
}

/** One report of the controller. */
export interface Report {
  readonly address: string;
  readonly addressType: AddressType;
  readonly data: Buffer;
  readonly signalDbm: number;
}

/** Which bands can be heard. It outlives adapters. */
export interface Hearing {
  readonly heard$: Observable<Heard>;
  /** Whether somebody listens. */
  isWanted(): boolean;
  take(report: Report): void;
  latest(address: string): Heard | undefined;
  /** The latest of it that will do, or the next; rejects when `givenUp` is aborted. */
  next(address: string, willDo: (heard: Heard) => boolean, givenUp: AbortSignal): Promise<Heard>;
}

/** Whoever advertises our service under ever new addresses takes no more room than this. */
const KNOWN_MOST = 256;
/** The controller could not tell. */
const UNKNOWN_SIGNAL = 127;
const WEAKEST_DBM = -127;

/**
 * Reports never get as far as noble's own lists: those keep every device that ever passed by, and tell of one without a scan response
 * only the second time.
 * @param onWanted somebody began or ceased to listen
 */
export function createHearing(timeline: Timeline, onWanted: () => void): Hearing {
  const reports$ = new Subject<Heard>();
  const heard$ = new Observable<Heard>((listener) => {
    const subscription = reports$.subscribe(listener);
    onWanted();
    return () => {
      subscription.unsubscribe();
      onWanted();
    };
  });
  const known = new Map<string, Heard>();
  const latest = (address: string): Heard | undefined => known.get(address);
  return {
    heard$,
    isWanted: () => reports$.observed,
    latest,
    take: ({ address, addressType, data, signalDbm }) => {
      const before = known.get(address);
      const { isOurs, name } = readAdvertisement(data);
      if (!isOurs && !before) return;
      const heard = {
        address,
        addressType,
        name: name ?? before?.name ?? '',
        signalDbm: signalDbm === UNKNOWN_SIGNAL ? (before?.signalDbm ?? WEAKEST_DBM) : signalDbm,
        atMs: timeline.nowMs(),
      };
      known.delete(address);
      known.set(address, heard);
      const [oldest] = known.keys();
      if (known.size > KNOWN_MOST) known.delete(oldest!);
      reports$.next(heard);
    },
    next: (address, willDo, givenUp) =>
      new Promise((resolve, reject) => {
        const present = latest(address);
        if (present && willDo(present)) return resolve(present);
        const stop = (): void => {
          subscription.unsubscribe();
          givenUp.removeEventListener('abort', abort);
        };
        const abort = (): void => {
          stop();
          reject(givenUp.reason);
        };
        const subscription = heard$.subscribe((heard) => {
          if (heard.address !== address || !willDo(heard)) return;
          stop();
          resolve(heard);
        });
        if (givenUp.aborted) abort();
        else givenUp.addEventListener('abort', abort);
      }),
  };
}
