import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { clinicianKey, SEED_BYTES } from '../keys/clinician-key.ts';
import { KEY_WORDS, type KeyFacts, lockKey } from '../keys/key-file.ts';
import { recordsAbove, refuseExisting, writeSecretFile } from '../keys/secret-file.ts';
import { steersTerminal, systemWords } from '../keys/small-file.ts';
import { readDeviceId } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { printJson, say } from './console.ts';
import { withExamples } from './help.ts';
import { brokerCommand, gatewayCommand } from './keys-certificates.ts';
import { rotateCommand } from './keys-rotate.ts';
import { showCommand } from './keys-show.ts';
import { collectFiles, newPassphrase, PASSPHRASE_HELP } from './passphrase.ts';

interface NewKeyOptions {
  readonly out: string;
  readonly passphraseFile?: readonly string[];
  readonly force?: true;
  readonly json?: true;
}

const DEVICE_KEY_BYTES = 16;
const NAME_MOST = 100;

export function keysCommand(): Command {
  const command = new Command('keys')
    .summary('make, replace and show keys and certificates')
    .description(
      'Makes the keys that stimulation rests on, and the certificates by which pages and brokers are reached over a network; private keys of people, bands and authorities are encrypted with a passphrase. docs/keys.md says who holds which.',
    );
  const subcommands = [clinicianCommand(), deviceCommand(), gatewayCommand(), brokerCommand(), rotateCommand()];
  for (const subcommand of [...subcommands, showCommand()]) command.addCommand(subcommand);
  return withExamples(command, [
    'limber keys clinician --name "Dr. A. Example" --out ~/keys/',
    'limber keys device --device d4f9e8b1-5c2a1b0e --out ~/keys/',
    'limber keys gateway --out ~/gateway-tls --host-name gateway.local',
    'limber keys show ~/keys/d4f9e8b1-5c2a1b0e.link.key.json',
  ]);
}

const newKeyOptions = (command: Command, outHelp: string): Command =>
  command
    .option('--out <path>', outHelp, '.')
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .option('--force', 'replace files of the same name: whatever the old key signed or opened is lost')
    .option('--json', 'print one JSON document');

function clinicianCommand(): Command {
  const command = new Command('clinician')
    .summary('the key that signs prescriptions')
    .description(
      'Makes an Ed25519 key pair: <name>.key.json is private, encrypted, and stays with the clinician; <name>.pub.json goes to every gateway that shall trust it (`limber enrol --clinician`).',
    )
    .requiredOption('--name <name>', 'who signs, as gateways show it')
    .action(makeClinicianKey);
  return withExamples(newKeyOptions(command, 'folder, or name of the private file'), [
    'limber keys clinician --name "Dr. A. Example" --out ~/keys/',
    'limber keys clinician --name "Dr. A. Example" --out anna.key.json --passphrase-file passphrase.txt',
  ]);
}

function deviceCommand(): Command {
  const command = new Command('device')
    .summary('the two keys of one stim band, or the link key of a motion band')
    .description(
      "Makes a stim band's two keys, each in an encrypted file of its own. <id>.link.key.json goes to the patient's gateway: it seals live commands. <id>.prescription.key.json stays with the prescriber and never goes to the gateway: it seals what the band will never exceed. The band gets both with `limber enrol`.",
    )
    .addOption(
      new Option('--device <id>', 'id of the band, as it says it').argParser(readDeviceId).makeOptionMandatory(),
    )
    .addOption(
      new Option('--role <role>', 'a motion band has a link key alone').choices(['motion', 'stim']).default('stim'),
    )
    .option('--link-passphrase-file <file>', 'another passphrase for the link key: the one that the gateway will know')
    .action(makeDeviceKeys);
  return withExamples(newKeyOptions(command, 'folder for both files'), [
    'limber keys device --device d4f9e8b1-5c2a1b0e --out ~/keys/',
    'limber keys device --role motion --device c0ffee01-5c2a1b0e --out ~/keys/',
    'limber keys device --device d4f9e8b1-5c2a1b0e --passphrase-file mine.txt --link-passphrase-file gateway.txt',
  ]);
}

interface ClinicianOptions extends NewKeyOptions {
  readonly name: string;
}

async function makeClinicianKey({ name, out, passphraseFile, force, json }: ClinicianOptions): Promise<void> {
  if (name.trim() === '' || name.length > NAME_MOST || steersTerminal(name))
    throw badArgument(`--name has 1 to ${NAME_MOST} letters, in one line.`);
  const key = clinicianKey(name.trim(), new Uint8Array(randomBytes(SEED_BYTES)));
  const { id, publicKey } = key.public;
  const stem = isFolder(out) ? join(made(out), `clinician-${id}`) : out.replace(/(\.key)?\.json$/, '');
  const files = { private: `${stem}.key.json`, public: `${stem}.pub.json` };
  refuseToStart(Object.values(files), force);
  const passphrase = await newPassphrase(KEY_WORDS.clinician, passphraseFile);
  keep(files.private, { kind: 'clinician', id, name: key.public.name, publicKey }, key.seed, passphrase, force);
  writeSecretFile(files.public, `${JSON.stringify(key.public, null, 2)}\n`, force === true);
  if (json) {
    printJson({ kind: 'clinician', id, name: key.public.name, public_key: publicKey, files });
    return;
  }
  say(`${files.private} signs prescriptions: keep it, and a copy of it, where only ${key.public.name} gets at it`);
  say(`${files.public} is public: make it known to gateways with limber enrol --clinician (key ${id})`);
}

interface DeviceOptions extends NewKeyOptions {
  readonly device: string;
  readonly role: 'motion' | 'stim';
  readonly linkPassphraseFile?: string;
}

async function makeDeviceKeys(options: DeviceOptions): Promise<void> {
  const { device, role, out, passphraseFile, linkPassphraseFile, force, json } = options;
  const stem = join(made(out), device);
  const link = `${stem}.link.key.json`;
  const files = role === 'motion' ? { link } : { link, prescription: `${stem}.prescription.key.json` };
  refuseToStart(Object.values(files), force);
  const passphrase = await newPassphrase(`the keys of ${device}`, passphraseFile);
  const own = linkPassphraseFile ? await newPassphrase('the link key', [linkPassphraseFile]) : passphrase;
  const make = (kind: 'link' | 'prescription', path: string, its: string): void => {
    const secret = new Uint8Array(randomBytes(DEVICE_KEY_BYTES));
    keep(path, { kind, id: device, name: '', publicKey: '' }, secret, its, force);
  };
  make('link', files.link, own);
  if (files.prescription) make('prescription', files.prescription, passphrase);
  if (json) printJson({ device, files });
  else sayWhoGets(device, files);
}

function sayWhoGets(device: string, { link, prescription }: { link: string; prescription?: string }): void {
  const enrol = `limber enrol --device ${device} --port <port> --link-key ${link}`;
  say(`${link} goes to the gateway`);
  if (prescription === undefined) {
    say(`The band gets it: ${enrol}`);
    return;
  }
  say(`${prescription} stays with the prescriber, and never goes to the gateway`);
  say(`The band gets both: ${enrol} --prescription-key ${prescription}`);
}

/** What may not lie on a gateway, and what exists, is refused before a passphrase is asked for. */
function refuseToStart(paths: readonly string[], force: true | undefined): void {
  for (const path of paths) {
    const records = recordsAbove(path);
    if (records)
      throw badArgument(
        `${records} is a gateway's data directory; private keys are not made there. Choose another --out.`,
      );
    if (!force) refuseExisting(path);
  }
}

function keep(path: string, facts: KeyFacts, secret: Uint8Array, passphrase: string, force: true | undefined): void {
  writeSecretFile(path, `${JSON.stringify(lockKey(facts, secret, passphrase), null, 2)}\n`, force === true);
}

const isFolder = (out: string): boolean =>
  out.endsWith('/') || statSync(out, { throwIfNoEntry: false })?.isDirectory() === true;

function made(folder: string): string {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw badArgument(`${folder} is a file; --out is a folder.`);
    return folder;
  }
  if (!existsSync(dirname(folder))) throw badArgument(`There is no folder ${dirname(folder)}.`);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    throw badArgument(`${folder} cannot be made: ${systemWords(cause)}.`, { cause });
  }
  return folder;
}
