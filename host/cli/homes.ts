import { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { type BandRefusals, bandRefusals } from '../band-refusals.ts';
import { refuseUnsuitableBands } from '../band-suitability.ts';
import { type LinkKind, openReach, type Reach } from '../connect/reach.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import type { Exercise } from '../motion/index.ts';
import { refuseSimulation } from '../records/data-directory.ts';
import { readDirectory } from '../records/directory-claim.ts';
import { bandTrust } from '../trust.ts';
import { type BandChoice, rememberBands } from '../worn-bands.ts';
import { badArgument } from './bad-argument.ts';
import { say } from './console.ts';
import { type Home, simulatedHome, wornHome } from './home.ts';
import { linkKeysOf } from './link-keys.ts';
import { refuseIdleHci } from './reach-options.ts';
import { recordsDirectory } from './records-directory.ts';
import { knownBands } from './worn-choice.ts';

export interface HomesOptions {
  readonly data?: string;
  readonly link: LinkKind | 'simulated';
  readonly hci?: string;
  readonly port?: readonly BandChoice[];
  readonly speed: number;
  readonly seed: number;
  readonly passphraseFile?: readonly string[];
}

/** Bands for one session after the other: real ones stay, and a simulated patient is followed by the next. */
export interface Homes {
  /** @throws LimberError also exercise/sensor-missing, -broken, exercise/needs-gyroscope where the bands that are worn cannot measure it */
  next(exercise: Exercise): Promise<Home>;
  present(): Home | undefined;
  /** Whether the bands that are there now can. */
  measures(exercise: Exercise): boolean;
  readonly refusals: BandRefusals;
}

/** @throws LimberError cli/bad-argument where the options contradict each other */
export function homesOf(options: HomesOptions): Homes {
  refuseContradictions(options);
  const refusals = bandRefusals(wallTimeline(), say);
  let present: Home | undefined;
  let worn: readonly BandChoice[] | undefined;
  let patients = 0;
  let used = false;
  const open = async (): Promise<Home> => {
    worn = await wornBands(options);
    if (worn) return openWorn(options, worn, refusals);
    if (options.link === 'auto') refuseIfEnrolled(options.data ?? recordsDirectory('gateway'));
    return simulatedHome(options.seed + patients++, options.speed);
  };
  return {
    present: () => present,
    measures: (exercise) => present !== undefined && canMeasure(exercise, present),
    refusals,
    next: async (exercise) => {
      // The home opened first serves the first session; one of bands that are worn serves all.
      const keep = present && (!used || worn);
      used = present !== undefined;
      if (!keep) {
        await present?.close();
        present = await open();
      }
      refuseUnlessWorn(exercise, present!, worn !== undefined);
      refuseUnsuitableBands(exercise, present!.devices);
      return present!;
    },
  };
}

function refuseContradictions({ link, hci, port = [], speed }: HomesOptions): void {
  if (link === 'simulated' && port.length > 0) throw badArgument('--port and --link simulated contradict each other.');
  refuseIdleHci({ link, ...(hci === undefined ? {} : { hci }) });
  const isOutside = port.length > 0 || isLinkNamed({ link, ...(hci === undefined ? {} : { hci }) });
  if (isOutside && !Number.isFinite(speed))
    throw badArgument(
      '--speed max is for bands simulated in this process; for others, give the number that the bands run at.',
    );
}

/** Nobody who named a way to bands is shown a simulation in this process. */
const isLinkNamed = ({ link, hci }: Pick<HomesOptions, 'link' | 'hci'>): boolean =>
  hci !== undefined || !['auto', 'simulated'].includes(link);

/** Those named, else those of last time, else those in reach; undefined where the bands are simulated in this process. */
async function wornBands(options: HomesOptions): Promise<readonly BandChoice[] | undefined> {
  const { link, port = [], data } = options;
  if (link === 'simulated') return undefined;
  if (port.length > 0) return port;
  return knownBands({
    link: link === 'auto' && isLinkNamed(options) ? 'noble' : link,
    data,
    reach: (timeline) => reachOf(options, timeline),
    say,
  });
}

async function openWorn(options: HomesOptions, bands: readonly BandChoice[], refusals: BandRefusals): Promise<Home> {
  const trust = bandTrust({ keyOf: linkKeysOf(options), timeline: wallTimeline(), refusals });
  const home = await wornHome(bands, (timeline) => reachOf(options, timeline), options.speed, trust);
  // Simulated ones have another address each time.
  if (!home.simulated) remember(options.data ?? recordsDirectory('gateway'), bands);
  return home;
}

function reachOf({ link, hci }: HomesOptions, timeline: Timeline): Reach {
  return openReach({
    link: link === 'simulated' ? 'auto' : link,
    timeline,
    say,
    ...(hci === undefined ? {} : { hci }),
  });
}

function remember(dataDir: string, bands: readonly BandChoice[]): void {
  try {
    rememberBands(dataDir, bands);
  } catch {
    say(`Who wears which band could not be kept in ${dataDir}: next time, name the bands again.`);
  }
}

/** Whoever has enrolled a band or a person is never shown a simulation in its place. */
function refuseIfEnrolled(dataDir: string): void {
  const facts = readDirectory(dataDir);
  const refused = facts.enrolled.length > 0 ? refuseSimulation(facts) : null;
  if (refused) throw new LimberError(refused.code, refused.message);
}

function canMeasure(exercise: Exercise, home: Home): boolean {
  try {
    refuseUnlessWorn(exercise, home, true);
    refuseUnsuitableBands(exercise, home.devices);
    return true;
  } catch (error) {
    if (error instanceof LimberError) return false;
    throw error;
  }
}

function refuseUnlessWorn({ name, sensors }: Exercise, { devices }: Home, isWorn: boolean): void {
  const worn = devices.flatMap(({ placement }) => placement ?? []);
  const missing = sensors.filter((placement) => !worn.includes(placement));
  if (missing.length === 0) return;
  const toAdd = missing.map((placement) => `--port ${placement}=<port>`).join(' ');
  const advice = isWorn ? `add ${toAdd}` : 'the simulated patient wears none there';
  throw new LimberError('exercise/sensor-missing', `${name} needs a band on ${missing.join(' and ')}; ${advice}.`);
}
