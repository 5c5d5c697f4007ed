import { Command, Option } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import { PROTOCOL_VERSION } from '../../protocol/message.ts';
import { SIDES, type Side } from '../../protocol/placement.ts';
import { keepRefusals } from '../band-refusals.ts';
import { LINK_KINDS } from '../connect/reach.ts';
import { type Gateway, openGateway } from '../gateway.ts';
import { hasLinkKey } from '../keys/key-ring.ts';
import type { CuePolicy } from '../motion/cue/cue.ts';
import type { Exercise } from '../motion/index.ts';
import { CUE_POLICIES } from '../records/session-document.ts';
import type { CareParts } from '../screen/care-api.ts';
import { serveScreen } from '../screen/server.ts';
import { DEMONSTRATION_PRESCRIPTION } from '../stim/index.ts';
import { storedDemonstrations } from '../stored-demonstrations.ts';
import { storedSessions } from '../stored-sessions.ts';
import { collectPorts, readPath, readPort, readPseudonym, readSite, readSpeed, readWhole } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { type BrokerOptions, brokerOf, withBrokerOptions } from './broker-options.ts';
import { careOf } from './care.ts';
import { type CliniciansWord, cliniciansWord, shownMessages } from './clinicians-word.ts';
import { printJson, say } from './console.ts';
import { awaitEnding, type Ending } from './ending.ts';
import { exerciseNamed } from './exercise.ts';
import { EXIT } from './exit-code.ts';
import { withExamples } from './help.ts';
import type { Home } from './home.ts';
import { type Homes, type HomesOptions, homesOf } from './homes.ts';
import { sayOutcome } from './outcome.ts';
import { type NetworkOptions, networkOf, type PagesNetwork, withNetworkOptions } from './pages-network.ts';
import { collectFiles, PASSPHRASE_HELP } from './passphrase.ts';
import { toldBy } from './planned-order.ts';
import { HCI_HELP, LINK_HELP } from './reach-options.ts';
import { recordsDirectory } from './records-directory.ts';
import { openDesk, type SessionDesk } from './session-desk.ts';
import { CUES_HELP, DEMONSTRATION_HELP, onlyPerson, ownPrescription, PERSON_HELP, SIDE_HELP } from './session-order.ts';
import { sayWhatEndsSoon } from './shown-certificate.ts';
import { prescribedPerson, readSigned, signaturesOf } from './signed-prescription-file.ts';
import { limberVersion } from './version.ts';

interface RunOptions extends HomesOptions, NetworkOptions, BrokerOptions {
  readonly once?: true;
  readonly json?: true;
  readonly exercise: string;
  readonly side?: Side;
  readonly cues: CuePolicy;
  readonly demonstration?: true;
  readonly httpPort?: number;
  readonly site?: string;
  readonly person?: string;
  readonly prescription?: string;
}

export function runCommand(): Command {
  const command = new Command('run')
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
    .addOption(new Option('--side <side>', SIDE_HELP).choices([...SIDES]))
    .addOption(new Option('--cues <policy>', CUES_HELP).choices([...CUE_POLICIES]).default('coach'))
    .option('--demonstration', DEMONSTRATION_HELP)
    .addOption(new Option('--link <kind>', LINK_HELP).choices([...LINK_KINDS, 'simulated']).default('auto'))
    .option('--hci <path>', HCI_HELP, readPath)
    .option(
      '--port <[placement=]address>',
      'a band, by serial port or Bluetooth address, and where it is worn; once for each (default: the bands of last time)',
      collectPorts,
    )
    .addOption(new Option('--person <pseudonym>', PERSON_HELP).argParser(readPseudonym))
    .option('--prescription <file>', 'signed prescription for the stim band (default: the last one that was accepted)')
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .option('--http-port <n>', 'port of the pages (default: 8420, or the next free one)', readPort)
    .option('--site <id>', SITE_HELP, readSite)
    .action(run);
  return withExamples(withBrokerOptions(withNetworkOptions(command), BROKER_HELP), EXAMPLES, EXIT_CODES);
}

const BROKER_HELP = 'MQTT broker to publish to instead of the embedded one';
const SITE_HELP = 'what the broker knows this gateway as (default: as last time, at first "home")';

const EXAMPLES = [
  'limber                                    gateway with a simulated patient',
  'limber run --speed 20                     the same, twenty times as fast',
  'limber run --once --json > session.json   one session, its document on stdout',
  'limber run --link serial --port thigh=/dev/ttyACM0 --port shank=/dev/ttyACM1 --port /dev/ttyACM2 --person p-7',
  'limber run --port thigh=c0:ff:ee:00:00:01 --port shank=c0:ff:ee:00:00:02 --person p-7      over Bluetooth',
  'limber run --http-host 0.0.0.0 --tls-cert ~/gateway-tls      pages for phones in the same network (limber keys gateway)',
  'limber run --broker mqtts://broker.example --broker-credentials login --site room-4      to the broker of a clinic',
];
const EXIT_CODES =
  '0 done (also when a signal ended the gateway), 1 failed, or with --once a band that is needed stayed away for 2 minutes (what was done is kept), 2 bad arguments, 130 a signal cut the one session of --once short (what was done of it is kept)';

async function run(options: RunOptions, command: Command): Promise<void> {
  refuseContradictions(options);
  const network = networkOf(options);
  const broker = brokerOf(options);
  sayWhatEndsSoon([options.brokerCert, options.brokerCa]);
  const exercise = exerciseNamed(options.exercise);
  const prescription = options.prescription === undefined ? undefined : readSigned(options.prescription);
  const homes = homesOf(options);
  const { simulated, timeline } = await opened(homes, exercise, options);
  const ending = awaitEnding(options.once ? EXIT.cutShort : EXIT.failed);
  try {
    const dataDir = options.data ?? recordsDirectory(simulated ? 'simulation' : 'gateway');
    const person = whoIsThere(options, prescription) ?? onlyPerson(simulated);
    const signatures = signaturesOf(dataDir, simulated);
    const gateway = await openGateway({
      dataDir,
      simulated,
      wallMs: () => (homes.present()?.timeline ?? timeline).wallMs(),
      site: options.site,
      broker,
      clinicians: { signatures, people: [person], knowsDevice: (id) => simulated || hasLinkKey(dataDir, id) },
      say,
    });
    homes.refusals.keepIn(gateway.store.audit);
    const { side, cues: cuePolicy, demonstration } = options;
    const purpose = demonstration && ('demonstration' as const);
    const word = cliniciansWord(gateway, dataDir, { told: toldBy(command), measures: homes.measures });
    const desk = openDesk({
      gateway,
      order: word.planned({ exercise, person, side, cuePolicy, purpose, prescription, signatures }),
      people: [person],
      nextHome: homes.next,
      planned: word.planned,
      hasPages: !options.once,
    });
    word.onChange((effect) => desk.heed(effect));
    ending.wish.then(() => desk.end());
    try {
      const care = careOf({
        gateway,
        prescription: prescription ?? ownPrescription(simulated, person),
        person: () => desk.actions.choices().person,
        people: [person],
        wallMs: () => (homes.present()?.timeline ?? timeline).wallMs(),
        dataDir,
      });
      await (options.once
        ? runOnce(options, desk, ending)
        : serve(options, desk, { gateway, care, network, dataDir, word }, ending));
    } finally {
      await gateway.close();
    }
  } finally {
    await homes.present()?.close();
    ending.release();
  }
}

function refuseContradictions({ once, json, httpPort, httpHost, tlsCert }: RunOptions): void {
  if (json && !once) throw badArgument('--json prints one session: add --once.');
  if (!once) return;
  if (httpPort !== undefined) throw badArgument('--once shows no pages: leave --http-port out.');
  if (httpHost !== undefined || tlsCert !== undefined)
    throw badArgument('--once shows no pages: leave --http-host and --tls-cert out.');
}

/** @throws LimberError cli/bad-argument for a prescription that is somebody else's */
function whoIsThere({ person }: RunOptions, prescription: unknown): string | undefined {
  const prescribed = prescribedPerson(prescription);
  if (person === undefined || prescribed === undefined || person === prescribed) return person ?? prescribed;
  throw badArgument(`The prescription is for somebody else than ${person}.`);
}

/** The first home; one that turns out not to serve is closed again. */
async function opened(homes: Homes, exercise: Exercise, options: RunOptions): Promise<Home> {
  try {
    return await homes.next(exercise);
  } catch (error) {
    keepRefused(homes, options);
    await homes.present()?.close();
    throw error;
  }
}

/** Who was refused is kept though no gateway runs; that it cannot be kept is no reason to hide why there is none. */
function keepRefused(homes: Homes, { data }: RunOptions): void {
  const simulated = homes.present()?.simulated ?? false;
  try {
    keepRefusals(homes.refusals, data ?? recordsDirectory(simulated ? 'simulation' : 'gateway'), simulated);
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    say(error.message);
  }
}

async function runOnce(options: RunOptions, desk: SessionDesk, ending: Ending): Promise<void> {
  const document = await desk.runSession();
  if (options.json) printJson(document);
  else sayOutcome(document);
  if (document.session.outcome !== 'stopped') return;
  say(`ended early; what was done of it is kept as session ${document.session.id}`);
  process.exitCode = ending.asked() ? EXIT.cutShort : EXIT.failed;
}

interface ServedParts {
  readonly gateway: Gateway;
  readonly care: CareParts;
  readonly network: PagesNetwork | undefined;
  readonly dataDir: string;
  readonly word: CliniciansWord;
}

async function serve(
  options: RunOptions,
  desk: SessionDesk,
  { gateway, care, network, dataDir, word }: ServedParts,
  ending: Ending,
): Promise<void> {
  const { simulated } = gateway.store;
  const relayed = gateway.relay.status$.subscribe(({ connected, broker, pending, trouble }) =>
    desk.feed$.next({
      kind: 'relay',
      relay: { connected, broker, pending, ...(trouble && { trouble: trouble.message }) },
    }),
  );
  const messages = shownMessages(word, desk);
  const screen = await serveScreen({
    feed$: desk.feed$,
    actions: { ...desk.actions, readMessage: messages.read },
    library: storedSessions(gateway.store, [DEMONSTRATION_PRESCRIPTION]),
    demonstrations: storedDemonstrations(gateway.store),
    ...care,
    status: { simulated, site: gateway.site, version: limberVersion(), protocolVersion: PROTOCOL_VERSION },
    port: options.httpPort,
    network: network?.reach,
  });
  say(`Limber is at ${screen.url}${simulated ? ' (simulation: no real patient or device)' : ''}; Ctrl-C ends it`);
  messages.show();
  let unattend: (() => void) | undefined;
  try {
    unattend = network?.attend(screen, dataDir);
    while (!ending.asked()) {
      sayOutcome(await desk.runSession());
      if (!ending.asked()) await Promise.race([desk.startAsked(), ending.wish]);
    }
  } finally {
    relayed.unsubscribe();
    messages.close();
    unattend?.();
    await screen.close();
  }
}
