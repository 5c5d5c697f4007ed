import { once } from 'node:events';
import { Command, Option } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import { PROTOCOL_VERSION } from '../../protocol/message.ts';
import { type Gateway, openGateway } from '../gateway.ts';
import type { Exercise } from '../motion/index.ts';
import { refuseSimulation } from '../records/data-directory.ts';
import { readDirectory } from '../records/directory-claim.ts';
import { serveScreen } from '../screen/server.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../stim/index.ts';
import { storedSessions } from '../stored-sessions.ts';
import { collectPorts, readPort, readSpeed, readWhole } from './arguments.ts';
import { printJson, say } from './console.ts';
import { exerciseNamed } from './exercise.ts';
import { type Home, type SerialPortChoice, serialHome, simulatedHome } from './home.ts';
import { sayOutcome } from './outcome.ts';
import { recordsDirectory } from './records-directory.ts';
import { openDesk, type SessionDesk } from './session-desk.ts';
import { limberVersion } from './version.ts';

interface RunOptions {
  readonly once?: true;
  readonly json?: true;
  readonly data?: string;
  readonly speed: number;
  readonly seed: number;
  readonly exercise: string;
  readonly link: 'auto' | 'simulated' | 'serial';
  readonly port?: readonly SerialPortChoice[];
  readonly httpPort?: number;
  readonly broker?: string;
}

export function runCommand(): Command {
  return new Command('run')
    .summary('run the gateway (the default)')
    .description(
      'Run the gateway: bands, records, MQTT broker and pages. With no hardware attached, a simulated patient wears two motion bands and one TENS unit.',
    )
    .option('--once', 'run one session without pages, then exit')
    .option('--json', 'print the session document on stdout (with --once)')
    .option('--data <dir>', 'where to keep records')
    .addOption(new Option('--speed <n|max>', 'simulated time against real time').default(1).argParser(readSpeed))
    .addOption(new Option('--seed <n>', 'seed of everything simulated').default(1).argParser(readWhole))
    .option('--exercise <id>', 'what is exercised', 'knee-extension')
    .addOption(
      new Option('--link <kind>', 'how bands are reached').choices(['auto', 'simulated', 'serial']).default('auto'),
    )
    .option('--port <[placement=]path>', 'a serial port with a band on it; once for each band', collectPorts)
    .option('--http-port <n>', 'port of the pages (default: 8420, or the next free one)', readPort)
    .option('--broker <url>', 'MQTT broker to publish to instead of the embedded one')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const EXAMPLES = `
Examples:
  limber                                    gateway with a simulated patient
  limber run --speed 20                     the same, twenty times as fast
  limber run --once --json > session.json   one session, its document on stdout
  limber run --link serial --port thigh=/dev/ttyACM0 --port shank=/dev/ttyACM1 --port /dev/ttyACM2

Exit codes: 0 done, 1 failed, 2 bad arguments.`;

async function run(options: RunOptions): Promise<void> {
  const exercise = exerciseNamed(options.exercise);
  const homes = homesOf(options);
  const first = await homes.next();
  try {
    const gateway = await openGateway({
      dataDir: options.data ?? recordsDirectory(first.simulated ? 'simulation' : 'gateway'),
      simulated: first.simulated,
      wallMs: () => homes.present().timeline.wallMs(),
      broker: options.broker === undefined ? undefined : { url: options.broker },
      say,
    });
    try {
      await (options.once ? runOnce(options, exercise, gateway, homes) : serve(options, exercise, gateway, homes));
    } finally {
      await gateway.close();
    }
  } finally {
    await homes.present().close();
  }
}

/** Bands for one session after the other: real ones stay, and a simulated patient is followed by the next. */
interface Homes {
  next(): Promise<Home>;
  present(): Home;
}

function homesOf(options: RunOptions): Homes {
  let present: Home | undefined;
  let patients = 0;
  let used = false;
  const open = async (): Promise<Home> => {
    if (options.link === 'serial') return serialHome(wantedPorts(options), options.speed);
    if (options.link === 'auto') refuseIfEnrolled();
    return simulatedHome(options.seed + patients++, options.speed);
  };
  return {
    present: () => present!,
    next: async () => {
      // The home opened first serves the first session; a serial one serves all.
      const keep = present && (!used || options.link === 'serial');
      used = present !== undefined;
      if (keep) return present!;
      await present?.close();
      present = await open();
      return present;
    },
  };
}

function wantedPorts({ port = [] }: RunOptions): readonly SerialPortChoice[] {
  if (port.length > 0) return port;
  throw new LimberError('cli/bad-argument', 'With --link serial, name the ports: --port thigh=/dev/ttyACM0 and so on.');
}

/** Whoever has enrolled a band or a person is never shown a simulation in its place. */
function refuseIfEnrolled(): void {
  const facts = readDirectory(recordsDirectory('gateway'));
  const refused = facts.enrolled.length > 0 ? refuseSimulation(facts) : null;
  if (refused) throw new LimberError(refused.code, refused.message);
}

async function runOnce(options: RunOptions, exercise: Exercise, gateway: Gateway, homes: Homes): Promise<void> {
  const desk = openDesk(gateway, exercise, homes.next);
  const ended = endOnSignal(desk);
  const document = await desk.runSession();
  ended.release();
  if (options.json) printJson(document);
  else sayOutcome(document);
}

async function serve(options: RunOptions, exercise: Exercise, gateway: Gateway, homes: Homes): Promise<void> {
  const desk = openDesk(gateway, exercise, homes.next);
  const relayed = gateway.relay.status$.subscribe(({ connected, broker, pending }) =>
    desk.feed$.next({ kind: 'relay', relay: { connected, broker, pending } }),
  );
  const { simulated } = homes.present();
  const screen = await serveScreen({
    feed$: desk.feed$,
    actions: desk.actions,
    library: storedSessions(gateway.store, [DEMONSTRATION_PRESCRIPTION]),
    status: { simulated, site: gateway.site, version: limberVersion(), protocolVersion: PROTOCOL_VERSION },
    port: options.httpPort,
  });
  say(`Limber is at ${screen.url}${simulated ? ' (simulation: no real patient or device)' : ''}; Ctrl-C ends it`);
  const ended = endOnSignal(desk);
  try {
    while (!ended.asked()) {
      sayOutcome(await desk.runSession());
      if (!ended.asked()) await Promise.race([desk.startAsked(), ended.signal]);
    }
  } finally {
    ended.release();
    relayed.unsubscribe();
    await screen.close();
  }
}

/** Ctrl-C and a service manager's TERM: stimulation stops, the session is kept, everything is closed. */
function endOnSignal(desk: SessionDesk): { asked(): boolean; readonly signal: Promise<unknown>; release(): void } {
  let asked = false;
  const abort = new AbortController();
  const signal = Promise.race(['SIGINT', 'SIGTERM'].map((name) => once(process, name, { signal: abort.signal }))).then(
    () => {
      asked = true;
      desk.end();
    },
    () => {},
  );
  return { asked: () => asked, signal, release: () => abort.abort() };
}
