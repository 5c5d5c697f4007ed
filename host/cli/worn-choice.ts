import type { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { isBluetoothAddress, type LinkKind, type Reach } from '../connect/reach.ts';
import type { Sighting } from '../connect/transport.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { type BandChoice, rememberedBands } from '../worn-bands.ts';
import { badArgument } from './bad-argument.ts';
import { recordsDirectory } from './records-directory.ts';

export interface WornChoiceParams {
  readonly link: LinkKind;
  /** The gateway's data directory, where one was named. */
  readonly data: string | undefined;
  readonly reach: (timeline: Timeline) => Reach;
  readonly say: (line: string) => void;
}

const LISTEN_MS = 4_000;

/**
 * The bands where none was named: those of last time; else, where bands outside this process were asked for, those that limber sim
 * serves.
 * @returns undefined where nothing says that there are bands at all
 * @throws LimberError cli/bad-argument, which says what to name; link/radio-unavailable
 */
export async function knownBands(params: WornChoiceParams): Promise<readonly BandChoice[] | undefined> {
  const { link, data, say } = params;
  for (const directory of directoriesOf(link, data)) {
    const remembered = rememberedBands(directory).filter(({ address }) => isReached(link, address));
    if (remembered.length === 0) continue;
    say(`The bands of last time: ${remembered.map(bandWords).join(', ')}. Name others with --port.`);
    return remembered;
  }
  if (link === 'auto') return undefined;
  if (link === 'serial') throw badArgument('With --link serial, name the ports: --port thigh=/dev/ttyACM0 and so on.');
  throw whoWearsWhat(await heard(params));
}

function directoriesOf(link: LinkKind, data: string | undefined): string[] {
  if (data !== undefined) return [data];
  // Nobody gets a simulation in another process who has not asked for a link to it.
  return link === 'auto' ? [recordsDirectory('gateway')] : (['gateway', 'simulation'] as const).map(recordsDirectory);
}

const isReached = (link: LinkKind, address: string): boolean =>
  link === 'auto' || (link === 'serial') !== isBluetoothAddress(address);

const bandWords = ({ address, placement }: BandChoice): string => (placement ? `${placement} ${address}` : address);

async function heard({ reach: open, say }: WornChoiceParams): Promise<readonly Sighting[]> {
  const reach = open(wallTimeline());
  try {
    say(`Listening ${LISTEN_MS / 1000} s for bands`);
    return await reach.hear(LISTEN_MS);
  } finally {
    await reach.close();
  }
}

/** A wrong guess of who wears what is a wrong angle: somebody says it. */
function whoWearsWhat(sightings: readonly Sighting[]): LimberError {
  if (sightings.length === 0)
    return badArgument(
      'No band is heard over Bluetooth. Is it charged, near, and not connected to something else? limber doctor helps.',
    );
  const list = sightings.map(({ address, name, signalDbm }) => `${address} (${name || 'no name'}, ${signalDbm} dBm)`);
  const example = `--port thigh=${sightings[0]!.address}`;
  return badArgument(`Say once who wears what, for example ${example}. In reach, nearest first: ${list.join(', ')}.`);
}
