import { LimberError } from '../../protocol/limber-error.ts';
import type { Link } from '../../protocol/link.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { chooseRadio, readRadioOffer } from './choose-transport.ts';
import { openSerialLink } from './serial/serial-link.ts';
import type { Sighting, Transport } from './transport.ts';
import { wallTimeline } from './wall-timeline.ts';

export const LINK_KINDS = ['auto', 'noble', 'bluez', 'serial'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

export interface ReachParams {
  readonly link: LinkKind;
  /** Serial device that speaks HCI by H4, for noble. */
  readonly hci?: string;
  readonly timeline: Timeline;
  /** Which radio was chosen, and why. */
  readonly say: (line: string) => void;
}

/** Where bands are reached from this machine: over a cable at a path, over the air at a Bluetooth address. */
export interface Reach {
  /** @throws LimberError link/port-unavailable, link/radio-unavailable; cli/bad-argument for an address of the other kind */
  open(address: string): Promise<Link>;
  /** Opens the radio if need be. @throws LimberError link/radio-unavailable */
  ready(): Promise<void>;
  /** Bands heard over the air for so long, strongest first. */
  hear(forMs: number): Promise<readonly Sighting[]>;
  /** Closes every link over the air and lets go of the adapter. */
  close(): Promise<void>;
}

export const isBluetoothAddress = (address: string): boolean => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(address);

/** Nobody's port: an address with too few pairs, or with other signs between them. */
const isAddressAmiss = (address: string): boolean => /^[0-9a-f]{1,2}([:-][0-9a-f]{0,2}){2,}$/i.test(address);

export function openReach({ link, timeline, ...params }: ReachParams): Reach {
  let radio: Promise<Transport> | undefined;
  // One for all: two sessions with one adapter get into each other's way.
  const theRadio = (): Promise<Transport> => {
    radio ??= openRadio({ link, timeline, ...params });
    return radio;
  };
  return {
    open: async (address) => {
      if (!isBluetoothAddress(address)) return openCable(link, address, timeline);
      if (link === 'serial') throw otherKind(address, 'a Bluetooth address', 'serial');
      return (await theRadio()).link(address.toLowerCase());
    },
    ready: async () => void (await theRadio()),
    hear: async (forMs) => heardBy(await theRadio(), forMs, timeline),
    close: async () => {
      // Whoever opened it was told that it could not be.
      await radio?.then((transport) => transport.close()).catch(() => {});
    },
  };
}

function openCable(link: LinkKind, path: string, timeline: Timeline): Promise<Link> {
  if (isAddressAmiss(path))
    throw new LimberError(
      'cli/bad-argument',
      `${path} is no whole Bluetooth address: it has six pairs, such as c0:ff:ee:00:00:01.`,
    );
  if (link === 'noble' || link === 'bluez') throw otherKind(path, 'no Bluetooth address', link);
  return openSerialLink({ path, timeline });
}

const otherKind = (address: string, what: string, link: LinkKind): LimberError =>
  new LimberError('cli/bad-argument', `${address} is ${what}: --link ${link} does not reach it.`);

function heardBy(transport: Transport, forMs: number, timeline: Timeline): Promise<readonly Sighting[]> {
  const heard = new Map<string, Sighting>();
  const subscription = transport.sighting$.subscribe((one) => heard.set(one.address, one));
  return new Promise((resolve) => {
    timeline.after(forMs, () => {
      subscription.unsubscribe();
      resolve([...heard.values()].sort((a, b) => b.signalDbm - a.signalDbm));
    });
  });
}

/** However fast simulated bands live, radios take the machine's own time; what arrives is stamped with the bands'. */
const stampedBy = ({ nowMs, wallMs }: Timeline): Timeline => ({ ...wallTimeline(), nowMs, wallMs });

async function openRadio({ link, hci, timeline, say }: ReachParams): Promise<Transport> {
  const stamped = stampedBy(timeline);
  if ((await radioFor(link, hci, say)) === 'bluez')
    return (await import('./bluez/bluez-transport.ts')).openBluez({ timeline: stamped });
  const { openNoble } = await import('./noble/noble-transport.ts');
  return openNoble({ timeline: stamped, ...(hci === undefined ? {} : { hci }) });
}

async function radioFor(
  link: LinkKind,
  hci: string | undefined,
  say: (line: string) => void,
): Promise<'noble' | 'bluez'> {
  if (link === 'noble' || link === 'bluez') return link;
  // Whoever names a controller has chosen.
  if (hci !== undefined) return 'noble';
  const { kind, why } = chooseRadio(await readRadioOffer());
  if (kind === 'none') throw new LimberError('link/radio-unavailable', why);
  say(`Bluetooth by ${why}`);
  return kind;
}
