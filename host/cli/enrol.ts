import { Command, Option } from 'commander';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Link } from '../../protocol/link.ts';
import type { Hello } from '../../protocol/message.ts';
import type { Timeline } from '../../protocol/timeline.ts';
import { connectDevice } from '../connect/device-connection.ts';
import { greet } from '../connect/greeting.ts';
import { isBluetoothAddress } from '../connect/reach.ts';
import { wallTimeline } from '../connect/wall-timeline.ts';
import { enrolBand, HOLD_S, PRESS_WITHIN_MS } from '../keys/band-enrolment.ts';
import { KEY_WORDS, type KeyFile, type KeyKind, readKeyFile } from '../keys/key-file.ts';
import { readPublicKeyFile } from '../keys/public-key-file.ts';
import { recordsAbove } from '../keys/secret-file.ts';
import { enrolMotionBand } from '../tools/motion-enrolment.ts';
import { readDeviceId } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { printJson, say } from './console.ts';
import { showCountdown } from './countdown.ts';
import { withExamples } from './help.ts';
import { type KeyRegister, openKeyRegister } from './key-register.ts';
import { collectFiles, givenPassphrases, PASSPHRASE_HELP, unlock } from './passphrase.ts';
import { type ReachOptions, withReach, withReachOptions } from './reach-options.ts';

interface EnrolOptions extends ReachOptions {
  readonly device?: string;
  readonly port?: string;
  readonly linkKey?: string;
  readonly prescriptionKey?: string;
  readonly passphraseFile?: readonly string[];
  readonly clinician?: string;
  readonly data?: string;
  readonly json?: true;
}

export function enrolCommand(): Command {
  const command = withReachOptions(new Command('enrol'))
    .summary('give a band its keys; make a band or a clinician known to a gateway')
    .description(
      "With --port, gives a stim band its two keys, a motion band its link key; a press of its button makes them count. They travel in plain: use a cable, or a room without strangers. With --data, makes the band's link key, or a clinician's public key, known to the gateway of that directory. The prescription key is never kept there. docs/keys.md tells the whole way.",
    )
    .addOption(new Option('--device <id>', 'id of the band that is to be enrolled').argParser(readDeviceId))
    .option('--port <address>', 'serial port or Bluetooth address of that band')
    .option('--link-key <file>', 'key file, made by limber keys device')
    .option('--prescription-key <file>', 'key file, made by limber keys device (stim band, with --port)')
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .option('--clinician <file>', "a clinician's *.pub.json, whose prescriptions the gateway shall take")
    .option('--data <dir>', "the gateway's data directory")
    .option('--json', 'print one JSON document')
    .action(enrol);
  return withExamples(command, [
    'limber enrol --port /dev/ttyACM0          says which band is there',
    'limber enrol --device b-1 --port /dev/ttyACM0 --link-key b-1.link.key.json --prescription-key b-1.prescription.key.json',
    'limber enrol --device m-1 --port /dev/ttyACM1 --link-key m-1.link.key.json --data ~/.local/share/limber/gateway',
    'limber enrol --device m-1 --port c0:ff:ee:00:00:01 --link-key m-1.link.key.json      over Bluetooth, in a room without strangers',
    'limber enrol --device b-1 --link-key b-1.link.key.json --data ~/.local/share/limber/gateway',
    'limber enrol --clinician anna.pub.json --data ~/.local/share/limber/gateway',
  ]);
}

async function enrol(options: EnrolOptions): Promise<void> {
  const { clinician, device } = options;
  if (clinician !== undefined && device === undefined) return enrolClinician(clinician, options);
  if (clinician === undefined && device !== undefined) return enrolDevice(device, options);
  if (clinician === undefined && options.port !== undefined) return identify(options.port, options);
  throw badArgument(
    'Name what is to be enrolled: --device <id>, or --clinician <file>. --port <path> alone says which band is there.',
  );
}

function enrolClinician(path: string, { data, json, ...rest }: EnrolOptions): void {
  if (data === undefined) throw badArgument('--data names the gateway that shall trust this clinician.');
  if (rest.port ?? rest.linkKey ?? rest.prescriptionKey) throw badArgument('--clinician goes with --data alone.');
  const key = readPublicKeyFile(path);
  const register = openKeyRegister(data);
  try {
    const file = register.trust(key);
    if (json) printJson({ clinician: key.id, name: key.name, data, file });
    else say(`The gateway of ${data} takes prescriptions that ${key.name} (key ${key.id}) has signed`);
  } finally {
    register.close();
  }
}

/** Who is at a port: the id is what its keys are made for. */
async function identify(port: string, { linkKey, prescriptionKey, data, json, ...reach }: EnrolOptions): Promise<void> {
  if (linkKey ?? prescriptionKey ?? data) throw badArgument('--device names the band that is to be enrolled.');
  const timeline = wallTimeline();
  await withReach(reach, timeline, async ({ open }) => {
    const connection = connectDevice(await open(port));
    try {
      const { deviceId, role, board, simulated, enrolled } = await greet(connection, timeline);
      const kind = role === 'ROLE_STIM' ? 'stim' : 'motion';
      if (json) printJson({ device: deviceId, kind, board, simulated, enrolled });
      else say(`${deviceId}: ${simulated ? 'simulated ' : ''}${kind} band, ${enrolled ? 'enrolled' : 'without keys'}`);
    } finally {
      await connection.close();
    }
  });
}

interface NamedKey {
  readonly path: string;
  readonly file: KeyFile;
}

interface BandKeys {
  readonly device: string;
  readonly link: NamedKey;
  readonly prescription: NamedKey | undefined;
}

async function enrolDevice(device: string, options: EnrolOptions): Promise<void> {
  const { port, data, json } = options;
  const keys = readBandKeys(device, options);
  const { hello, file } = port === undefined ? enrolUnseen(keys, data!) : await enrolAtPort(port, keys, options);
  if (json) {
    const { simulated = null, board = null } = hello ?? {};
    printJson({ device, at_port: port ?? null, simulated, board, data: data ?? null, file });
    return;
  }
  if (hello) say(`${device} has its keys and has proved the link key${hello.simulated ? ' (simulated)' : ''}`);
  if (file !== null) say(`The gateway of ${data} knows ${device}`);
}

/** Everything that can be wrong without a band is said before one is touched. */
function readBandKeys(device: string, { port, data, linkKey, prescriptionKey }: EnrolOptions): BandKeys {
  if (linkKey === undefined) throw badArgument('--link-key names the key that gateway and band share.');
  if (port === undefined && data === undefined)
    throw badArgument('--port names the band that gets the keys, --data the gateway that gets the link key.');
  if (port === undefined && prescriptionKey !== undefined)
    throw badArgument('--prescription-key goes with --port: only the band gets that key.');
  if (prescriptionKey !== undefined && recordsAbove(prescriptionKey))
    throw badArgument(`${prescriptionKey} lies in a gateway's data directory, where no prescription key may be.`);
  const prescription = prescriptionKey === undefined ? undefined : readOwn(prescriptionKey, 'prescription', device);
  return { device, link: readOwn(linkKey, 'link', device), prescription };
}

function readOwn(path: string, kind: KeyKind, device: string): NamedKey {
  const file = readKeyFile(path, kind);
  if (file.id === device) return { path, file };
  throw new LimberError('keys/wrong-kind', `${path} is for ${file.id}; ${KEY_WORDS[kind]}, ${device}, is needed.`);
}

interface Enrolled {
  /** Absent where the band was not asked. */
  readonly hello?: Hello;
  /** The gateway's copy of the link key. */
  readonly file: string | null;
}

/** A band that was enrolled elsewhere: the gateway has it prove its key at each start. */
function enrolUnseen({ link }: BandKeys, data: string): Enrolled {
  const register = openKeyRegister(data);
  try {
    return { file: register.enrolBand(link.file) };
  } finally {
    register.close();
  }
}

async function enrolAtPort(port: string, keys: BandKeys, options: EnrolOptions): Promise<Enrolled> {
  const passphrases = givenPassphrases(options.passphraseFile);
  const linkKey = await unlock(keys.link, passphrases);
  const prescriptionKey = keys.prescription && (await unlock(keys.prescription, passphrases));
  if (isBluetoothAddress(port)) say(IN_PLAIN);
  const timeline = wallTimeline();
  return withReach(options, timeline, async ({ open }) =>
    enrolOver(await open(port), { keys, linkKey, prescriptionKey, timeline, data: options.data }),
  );
}

const IN_PLAIN =
  'The keys travel in plain through the air: whoever listens now owns the band until it is enrolled anew.';

interface Enrolment {
  readonly keys: BandKeys;
  readonly linkKey: Uint8Array;
  /** Of a stim band. */
  readonly prescriptionKey: Uint8Array | undefined;
  readonly timeline: Timeline;
  /** Of the gateway that is to know the band; absent: none. */
  readonly data: string | undefined;
}

/** Whatever the link is made of; it is closed afterwards. */
async function enrolOver(link: Link, { keys, linkKey, prescriptionKey, timeline, data }: Enrolment): Promise<Enrolled> {
  const connection = connectDevice(link, {
    // A motion band opens no seals.
    linkKey: ({ role }) => (role === 'ROLE_STIM' ? linkKey : undefined),
  });
  const countdown = showCountdown(timeline);
  let register: KeyRegister | undefined;
  try {
    const found = await greet(connection, timeline);
    refuseOther(found, keys);
    // Taken before the band is touched: keys that the gateway then cannot keep would be of no use.
    register = data === undefined ? undefined : openKeyRegister(data, found.simulated);
    const onAsked = (): void => countdown.begin(instruction(found), PRESS_WITHIN_MS);
    const params = { connection, timeline, linkKey, onAsked };
    const hello = prescriptionKey
      ? await enrolBand({ ...params, prescriptionKey })
      : await enrolMotionBand({ ...params, hello: found });
    return { hello, file: register?.enrolBand(keys.link.file) ?? null };
  } finally {
    countdown.end();
    register?.close();
    await connection.close();
  }
}

const instruction = ({ enrolled }: Hello): string =>
  enrolled ? `This band has keys already. Hold its button down for ${HOLD_S} s` : 'Press the button on the band';

function refuseOther({ role, deviceId }: Hello, { device, prescription }: BandKeys): void {
  const wrong = (message: string): LimberError => new LimberError('enrol/wrong-band', message);
  if (deviceId !== device) throw wrong(`The band at this port is ${deviceId}, not ${device}.`);
  if (role === 'ROLE_STIM' && !prescription)
    throw badArgument(`${deviceId} is a stim band, which gets two keys: name --prescription-key too.`);
  if (role !== 'ROLE_STIM' && prescription)
    throw wrong(`${deviceId} is a motion band: it gets a link key alone, and no prescription key.`);
}
