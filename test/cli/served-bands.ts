import { expect } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';
import { documentOf, type Finished, type Started, scratchFolder, startLimber } from './limber.ts';
import { schemaObjections } from './published-schema.ts';

export interface ServedBand {
  readonly role: 'motion' | 'stim';
  readonly placement: string;
  readonly port: string;
}

/** Simulated bands in a process of their own. */
export interface ServedBands {
  readonly speed: number;
  readonly simulated: boolean;
  readonly seed: number;
  /** Of the virtual controller or the bus; absent: each has a port of its own. */
  readonly at?: string;
  readonly devices: readonly ServedBand[];
  /** By placement. */
  readonly ports: Readonly<Record<string, string>>;
  /** As a service is ended. */
  close(): Promise<Finished>;
}

export interface BandsToServe {
  /** On serial ports, where it is not said. */
  readonly serve?: 'serial' | 'h4' | 'bluez';
  readonly seed: number;
  readonly speed: number;
  /** They outlive every command of the test. */
  readonly liveMs: number;
  readonly more?: readonly string[];
  readonly dataHome?: string;
}

export async function serveBands(params: BandsToServe): Promise<ServedBands> {
  const { serve = 'serial', seed, speed, liveMs, more = [], dataHome } = params;
  const args = ['sim', '--serve', serve, '--seed', String(seed), '--speed', String(speed), ...more];
  const process = startLimber(args, dataHome, {}, liveMs);
  const [line] = await process.printed(/^\{.*\}\n/, 'stdout');
  const said = JSON.parse(line) as Pick<ServedBands, 'simulated' | 'seed' | 'at' | 'devices'>;
  const ports = Object.fromEntries(said.devices.map(({ placement, port }) => [placement, port]));
  return { ...said, speed, ports, close: () => ended(process) };
}

function ended({ child, finished }: Started): Promise<Finished> {
  child.kill('SIGTERM');
  return finished;
}

/**
 * The first that this machine keeps up with. A lease lives 2 s, and a band is believed for 2 s: at speed 8 a machine that is busy with
 * other tests may let a process wait for 0.25 s. One that waits longer ends its stimulation, as it must; then all begins anew, slower.
 */
const SPEEDS = [8, 5, 2, 1];
/** So many of them the machine did not keep in this file. */
let tooFast = 0;

/** Of a gateway that runs a whole session: one that hangs is killed; one whose machine is busy is not. */
export const sessionLivesMs = (speed: number): number => 60_000 + 250_000 / speed;
export const FASTEST = SPEEDS[0]!;
export const SESSIONS_MS = 900_000;

/**
 * A session at one speed after the other, until its stimulation ends as it should; the last one is returned as it is.
 * @param isWhole what else a machine that is too busy spoils
 */
export async function atASpeedThatTheMachineKeeps(
  session: (speed: number) => Promise<SessionDocument>,
  isWhole: (document: SessionDocument) => boolean = () => true,
): Promise<SessionDocument> {
  let document: SessionDocument | undefined;
  for (const speed of SPEEDS.slice(tooFast)) {
    document = await session(speed);
    if (document.stimulation.stop_reason === 'SESSION_DONE' && isWhole(document)) break;
    tooFast = Math.min(tooFast + 1, SPEEDS.length - 1);
    console.info(`this machine let a process wait at speed ${speed}: ${document.stimulation.stop_reason}`);
  }
  return document!;
}

export interface Way {
  readonly serve: 'serial' | 'h4' | 'bluez';
  /** How a gateway is told where the bands are: by arguments, and by what stands in its environment. */
  readonly link: (at: string) => readonly string[];
  readonly environment?: (at: string) => NodeJS.ProcessEnv;
}

/** A row for each way that simulated bands are served to a gateway in another process. */
export const WAYS: readonly Way[] = [
  { serve: 'serial', link: () => ['--link', 'serial'] },
  { serve: 'h4', link: (at) => ['--link', 'noble', '--hci', at] },
  { serve: 'bluez', link: () => ['--link', 'bluez'], environment: (at) => ({ DBUS_SYSTEM_BUS_ADDRESS: at }) },
];

/** All but the stimulation, which ends early where the machine lets a process wait. */
export function expectWholeExercise(document: SessionDocument): void {
  expect(schemaObjections('session-1', document)).toEqual([]);
  expect(document).toMatchObject({
    simulated: true,
    session: { outcome: 'completed', sensors: ['thigh', 'shank'] },
    published: { pending: 0 },
  });
  expect(document.reps).toHaveLength(16);
}

/** A whole session of a gateway in one process with bands in another, which nobody had to name: sim has remembered who wears what. */
export async function sessionOver({ serve, link, environment }: Way, speed: number): Promise<SessionDocument> {
  const dataHome = scratchFolder(serve);
  const served = await serveBands({ serve, seed: 3, speed, liveMs: 2 * sessionLivesMs(speed), dataHome });
  try {
    const run = ['run', ...link(served.at ?? ''), '--once', '--json', '--speed', String(speed)];
    return documentOf(await startLimber(run, dataHome, environment?.(served.at ?? ''), sessionLivesMs(speed)).finished);
  } finally {
    await served.close();
  }
}
