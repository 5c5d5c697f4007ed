import type { SessionDocument } from '../../host/records/session-document.ts';
import { type Finished, type Started, startLimber } from './limber.ts';

export interface ServedBand {
  readonly role: 'motion' | 'stim';
  readonly placement: string;
  readonly port: string;
}

/** Simulated bands in a process of their own, on serial ports. */
export interface ServedBands {
  readonly speed: number;
  readonly simulated: boolean;
  readonly seed: number;
  readonly devices: readonly ServedBand[];
  /** By placement. */
  readonly ports: Readonly<Record<string, string>>;
  /** As a service is ended. */
  close(): Promise<Finished>;
}

export interface BandsToServe {
  readonly seed: number;
  readonly speed: number;
  /** They outlive every command of the test. */
  readonly liveMs: number;
  readonly more?: readonly string[];
}

export async function serveBands({ seed, speed, liveMs, more = [] }: BandsToServe): Promise<ServedBands> {
  const args = ['sim', '--serve', 'serial', '--seed', String(seed), '--speed', String(speed), ...more];
  const process = startLimber(args, undefined, {}, liveMs);
  const [line] = await process.printed(/^\{.*\}\n/, 'stdout');
  const said = JSON.parse(line) as Pick<ServedBands, 'simulated' | 'seed' | 'devices'>;
  const ports = Object.fromEntries(said.devices.map(({ placement, port }) => [placement, port]));
  return { ...said, speed, ports, close: () => ended(process) };
}

function ended({ child, finished }: Started): Promise<Finished> {
  child.kill('SIGTERM');
  return finished;
}

/**
 * The first that this machine keeps up with. A lease lives 2 s, and a band is believed for 2 s: at speed 5 a machine that is busy with
 * other tests may let a process wait for 0.4 s. One that waits longer ends its stimulation, as it must; then all begins anew, slower.
 */
const SPEEDS = [5, 2, 1];

/** Of a gateway that runs a whole session: one that hangs is killed; one whose machine is busy is not. */
export const sessionLivesMs = (speed: number): number => 60_000 + 250_000 / speed;
export const FASTEST = SPEEDS[0]!;
export const SESSIONS_MS = 900_000;

/** A session at one speed after the other, until its stimulation ends as it should; the last one is returned as it is. */
export async function atASpeedThatTheMachineKeeps(
  session: (speed: number) => Promise<SessionDocument>,
): Promise<SessionDocument> {
  let document: SessionDocument | undefined;
  for (const speed of SPEEDS) {
    document = await session(speed);
    if (document.stimulation.stop_reason === 'SESSION_DONE') break;
    console.info(`this machine let a process wait at speed ${speed}: ${document.stimulation.stop_reason}`);
  }
  return document!;
}
