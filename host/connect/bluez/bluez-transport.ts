import type { Link } from '../../../protocol/link.ts';
import type { Timeline } from '../../../protocol/timeline.ts';
import { reconnectingLink } from '../reconnecting-link.ts';
import type { Transport } from '../transport.ts';
import { dialByBluez } from './bluez-dial.ts';
import { createBluezRadio } from './bluez-radio.ts';
import { createDiscovery } from './discovery.ts';

export interface BluezOptions {
  readonly timeline: Timeline;
  /** "unix:path=..."; the system bus where it is not given. */
  readonly busAddress?: string;
  /** Why an attempt failed that goes on by itself, for whoever looks after it. */
  readonly onFailure?: (error: unknown) => void;
}

export interface BluezTransport extends Transport {
  readonly kind: 'bluez';
  /** Match rules that D-Bus holds for us; it permits 512. */
  matchRules(): number;
  listenerCount(): number;
  bandsKept(): number;
}

const SYSTEM_BUS = 'unix:path=/run/dbus/system_bus_socket';

/**
 * Bands by way of bluetoothd, where that owns the adapter; one connection to D-Bus for all of them.
 * @throws LimberError link/radio-unavailable with what to install, start or allow
 */
export async function openBluez({ timeline, onFailure = () => {}, ...options }: BluezOptions): Promise<BluezTransport> {
  const busAddress = options.busAddress ?? process.env.DBUS_SYSTEM_BUS_ADDRESS ?? SYSTEM_BUS;
  const radio = createBluezRadio(timeline, busAddress);
  await radio.ready().catch((error: unknown) => {
    radio.close();
    throw error;
  });
  const discovery = createDiscovery({ radio, timeline, onFailure });
  const links = new Map<string, Link>();
  return {
    kind: 'bluez',
    sighting$: discovery.sighting$,
    matchRules: radio.rules,
    listenerCount: radio.listenerCount,
    bandsKept: discovery.bandsKept,
    link: (named) => {
      const address = named.toLowerCase();
      const dial = dialByBluez({ address, radio, discovery, timeline });
      const link = reconnectingLink({ name: address, dial, timeline, onFailure });
      links.set(address, link);
      return link;
    },
    close: async () => {
      await Promise.all([...links.values()].map((link) => link.close()));
      await discovery.close();
      radio.close();
    },
  };
}
