import { map, type Observable } from 'rxjs';
import type { Link } from '../../../protocol/link.ts';
import type { Timeline } from '../../../protocol/timeline.ts';
import { type Dial, reconnectingLink } from '../reconnecting-link.ts';
import type { Sighting, Transport } from '../transport.ts';
import { nobleDial } from './noble-dial.ts';
import { openRadio } from './radio.ts';

export interface NobleOptions {
  readonly timeline: Timeline;
  /** A serial device behind which a Bluetooth controller speaks H4 at 1 Mbaud; else the system's own adapter. */
  readonly hci?: string;
  /** What went wrong and is tried again, for whoever looks after it. */
  readonly onFailure?: (error: unknown) => void;
}

/** @throws LimberError link/radio-unavailable with what to plug in, allow or switch on, within 4 s */
export async function openNoble({ timeline, hci, onFailure = () => {} }: NobleOptions): Promise<Transport> {
  const radio = await openRadio({ timeline, hci, onFailure });
  const links = new Set<Link>();
  const dials = new Set<Promise<unknown>>();
  const sighting$: Observable<Sighting> = radio.hearing.heard$.pipe(
    map(({ address, name, signalDbm, atMs }) => ({ address, name, signalDbm, atMs })),
  );
  const link = (written: string): Link => {
    const address = written.toLowerCase();
    const dial = nobleDial({ radio, address, timeline });
    const followed: Dial = (givenUp) => {
      const dialled = dial(givenUp);
      const over = dialled.then(
        () => {},
        () => {},
      );
      dials.add(over);
      void over.then(() => dials.delete(over));
      return dialled;
    };
    const opened = reconnectingLink({ name: address, dial: followed, timeline, onFailure });
    links.add(opened);
    opened.onState((state) => void (state === 'closed' && links.delete(opened)));
    return opened;
  };
  return {
    kind: 'noble',
    sighting$,
    link,
    close: async () => {
      await Promise.all([...links].map((opened) => opened.close()));
      // Those that were dialling hang up, too, before the adapter goes.
      await Promise.all(dials);
      radio.close();
    },
  };
}
