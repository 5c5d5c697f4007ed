import { LimberError } from '../../protocol/limber-error.ts';
import { refuseUnsuitableBands } from '../band-suitability.ts';
import type { Exercise } from '../motion/index.ts';
import { refuseSimulation } from '../records/data-directory.ts';
import { readDirectory } from '../records/directory-claim.ts';
import { badArgument } from './bad-argument.ts';
import { type Home, type SerialPortChoice, serialHome, simulatedHome } from './home.ts';
import { linkKeysOf } from './link-keys.ts';
import { recordsDirectory } from './records-directory.ts';

export interface HomesOptions {
  readonly data?: string;
  readonly link: 'auto' | 'simulated' | 'serial';
  readonly port?: readonly SerialPortChoice[];
  readonly speed: number;
  readonly seed: number;
  readonly passphraseFile?: readonly string[];
}

/** Bands for one session after the other: real ones stay, and a simulated patient is followed by the next. */
export interface Homes {
  /** @throws LimberError also exercise/sensor-missing, -broken, exercise/needs-gyroscope where the bands that are worn cannot measure it */
  next(exercise: Exercise): Promise<Home>;
  present(): Home | undefined;
}

/** @throws LimberError cli/bad-argument where the options contradict each other */
export function homesOf(options: HomesOptions): Homes {
  const ports = serialPorts(options);
  let present: Home | undefined;
  let patients = 0;
  let used = false;
  const open = async (): Promise<Home> => {
    if (ports) return serialHome(ports, options.speed, linkKeysOf(options));
    if (options.link === 'auto') refuseIfEnrolled(options.data ?? recordsDirectory('gateway'));
    return simulatedHome(options.seed + patients++, options.speed);
  };
  return {
    present: () => present,
    next: async (exercise) => {
      // The home opened first serves the first session; a serial one serves all.
      const keep = present && (!used || ports);
      used = present !== undefined;
      if (!keep) {
        await present?.close();
        present = await open();
      }
      refuseUnlessWorn(exercise, present!, ports !== undefined);
      refuseUnsuitableBands(exercise, present!.devices);
      return present!;
    },
  };
}

/** Undefined where the bands are simulated in this process. */
function serialPorts({ link, port = [], speed }: HomesOptions): readonly SerialPortChoice[] | undefined {
  if (link === 'simulated' && port.length > 0) throw badArgument('--port and --link simulated contradict each other.');
  if (link === 'serial' && port.length === 0)
    throw badArgument('With --link serial, name the ports: --port thigh=/dev/ttyACM0 and so on.');
  if (port.length === 0) return undefined;
  if (!Number.isFinite(speed))
    throw badArgument(
      '--speed max is for bands simulated in this process; at a port, give the number that the bands run at.',
    );
  return port;
}

/** Whoever has enrolled a band or a person is never shown a simulation in its place. */
function refuseIfEnrolled(dataDir: string): void {
  const facts = readDirectory(dataDir);
  const refused = facts.enrolled.length > 0 ? refuseSimulation(facts) : null;
  if (refused) throw new LimberError(refused.code, refused.message);
}

function refuseUnlessWorn({ name, sensors }: Exercise, { devices }: Home, atPorts: boolean): void {
  const worn = devices.flatMap(({ placement }) => placement ?? []);
  const missing = sensors.filter((placement) => !worn.includes(placement));
  if (missing.length === 0) return;
  const toAdd = missing.map((placement) => `--port ${placement}=<port>`).join(' ');
  const advice = atPorts ? `add ${toAdd}` : 'the simulated patient wears none there';
  throw new LimberError('exercise/sensor-missing', `${name} needs a band on ${missing.join(' and ')}; ${advice}.`);
}
