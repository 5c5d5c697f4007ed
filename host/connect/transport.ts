import type { Observable } from 'rxjs';
import type { Link } from '../../protocol/link.ts';

/** A band that was heard advertising our service. */
export interface Sighting {
  /** "c0:ff:ee:00:00:01", in lower case. */
  readonly address: string;
  /** What it calls itself, which anybody can; '' before it said so. */
  readonly name: string;
  readonly signalDbm: number;
  /** On the transport's timeline. */
  readonly atMs: number;
}

/** One radio of this machine, by one library. Who holds a Link of it cannot tell which. */
export interface Transport {
  readonly kind: 'noble' | 'bluez';
  /** Listens for bands while somebody is subscribed, also after connects; each report of a band, not of others. Never errors. */
  readonly sighting$: Observable<Sighting>;
  /** One stable link per band, there at once as `connecting`: it finds the band, loses it and finds it again until it is closed. */
  link(address: string): Link;
  /** Closes every link, then lets go of the adapter. */
  close(): Promise<void>;
}
