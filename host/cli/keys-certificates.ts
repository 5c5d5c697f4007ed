import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import {
  GATEWAY_FILE,
  isAuthorityFolder,
  keyPath,
  type Leaf,
  makeAuthorityFolder,
  readAuthorityFolder,
  refuseFilledFolder,
  refuseOtherNames,
  siteFile,
  TRUSTED_FILE,
  unlockAuthority,
  writeLeaves,
} from '../keys/authority-folder.ts';
import { isHostName } from '../keys/certificate.ts';
import { certificateFacts } from '../keys/certificate-file.ts';
import { recordsAbove, refuseExisting } from '../keys/secret-file.ts';
import { readPseudonym } from './arguments.ts';
import { badArgument } from './bad-argument.ts';
import { printJson, say } from './console.ts';
import { withExamples } from './help.ts';
import { collectFiles, givenPassphrases, newPassphrase, PASSPHRASE_HELP, unlock } from './passphrase.ts';

interface CertificateOptions {
  readonly out: string;
  readonly hostName?: readonly [string, ...string[]];
  readonly site?: readonly string[];
  readonly passphraseFile?: readonly string[];
  readonly force?: true;
  readonly json?: true;
}

const BROKER_FILE = 'broker.pem';

export function gatewayCommand(): Command {
  const command = new Command('gateway')
    .summary("the certificate of the gateway's pages")
    .description(
      `Makes a folder with a certificate authority of your own and what it vouches for: ${GATEWAY_FILE} is the certificate of the pages with its private key (limber run --tls-cert <folder>), ${TRUSTED_FILE} is what phones and computers are told to trust, ca.key.json is the key of the authority, encrypted. docs/keys.md shows how the pages get onto the home network.`,
    )
    .action(makeGateway);
  return withExamples(withFolderOptions(command, 'name or address of the gateway'), [
    'limber keys gateway --out ~/gateway-tls --host-name gateway.local --host-name 192.168.0.7',
  ]);
}

export function brokerCommand(): Command {
  const command = new Command('broker')
    .summary('certificates of an MQTT broker and of the gateways that connect to it')
    .description(
      `Makes a folder with a certificate authority of your own and what it vouches for: ${BROKER_FILE} for the broker, ${siteFile('<id>')} for each gateway, each a certificate with its private key, and ${TRUSTED_FILE}, which all of them trust. ca.key.json is the key of the authority, encrypted. In a folder that is there already, only what is new is made: a further --site, for instance.`,
    )
    .action(makeBroker);
  withFolderOptions(command, 'name or address of the broker').option(
    '--site <id>',
    'a gateway, by the site it publishes as; once for each',
    collectSites,
  );
  return withExamples(command, [
    'limber keys broker --out ~/broker-tls --host-name broker.example --site home-7 --site home-8',
    'limber keys broker --out ~/broker-tls --site home-9      one more gateway, same authority',
  ]);
}

const withFolderOptions = (command: Command, nameHelp: string): Command =>
  command
    .requiredOption('--out <folder>', 'folder for the files')
    .option('--host-name <name>', `${nameHelp}; once for each`, collectHostNames)
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .option('--force', 'replace certificates that are there; the authority stays')
    .option('--json', 'print one JSON document');

function collectHostNames(text: string, before: readonly string[] = []): string[] {
  const name = text.trim().toLowerCase();
  if (!isHostName(name))
    throw new InvalidArgumentError('A host name is like "gateway.local" or "192.168.0.7": no port, no scheme, no "*".');
  return before.includes(name) ? [...before] : [...before, name];
}

const collectSites = (text: string, before: readonly string[] = []): string[] =>
  before.includes(text) ? [...before] : [...before, readPseudonym(text)];

async function makeGateway(options: CertificateOptions): Promise<void> {
  await make('gateway', options, leavesOf(GATEWAY_FILE, options));
  const { out, json } = options;
  if (json) return;
  say(
    `Put ${join(out, TRUSTED_FILE)} on each phone or computer that shall show the pages, and compare the fingerprint`,
  );
  say(`limber run --http-host 0.0.0.0 --tls-cert ${out}`);
}

async function makeBroker(options: CertificateOptions): Promise<void> {
  await make('broker', options, leavesOf(BROKER_FILE, options));
  const { out, site: [site] = [], json } = options;
  if (json || site === undefined) return;
  say(`${siteFile(site)} and ${TRUSTED_FILE} go to the gateway of that site: limber run --broker mqtts://<broker>`);
  say(`  --broker-ca ${join(out, TRUSTED_FILE)} --broker-cert ${join(out, siteFile(site))} --site ${site}`);
}

const leavesOf = (file: string, { hostName, site = [] }: CertificateOptions): Leaf[] => [
  ...(hostName ? [{ file, hostNames: hostName }] : []),
  ...site.map((id) => ({ file: siteFile(id), site: id })),
];

async function make(what: string, options: CertificateOptions, leaves: readonly Leaf[]): Promise<void> {
  const { out: path, hostName, passphraseFile } = options;
  const records = recordsAbove(path);
  if (records)
    throw badArgument(
      `${records} is a gateway's data directory; private keys are not made there. Choose another --out.`,
    );
  if (isAuthorityFolder(path)) {
    if (leaves.length === 0) throw badArgument(`${path} has an authority already: say what else it is to vouch for.`);
    await addTo(leaves, options);
  } else {
    if (!hostName) throw badArgument(`Say under which names or addresses the ${what} is reached: --host-name <name>.`);
    refuseFilledFolder(path);
    const passphrase = await newPassphrase('the certificate authority', passphraseFile);
    await makeAuthorityFolder({ path, name: `Limber ${what} ${hostName[0]}`, leaves, passphrase, wallMs: Date.now() });
  }
  tell(path, leaves, options.json);
}

/** What is there is refused before a passphrase is asked for. */
async function addTo(leaves: readonly Leaf[], { out: path, force, passphraseFile }: CertificateOptions): Promise<void> {
  const folder = readAuthorityFolder(path);
  refuseOtherNames(folder, leaves);
  if (!force) for (const { file } of leaves) refuseExisting(join(path, file));
  const secret = await unlock({ path: keyPath(path), file: folder.key }, givenPassphrases(passphraseFile));
  await writeLeaves(path, leaves, unlockAuthority(folder, secret), Date.now());
}

function tell(path: string, leaves: readonly Leaf[], json: true | undefined): void {
  const { signing, key } = readAuthorityFolder(path);
  const { fingerprint } = certificateFacts(signing);
  const files = leaves.map((leaf) => join(path, leaf.file));
  if (json) {
    printJson({ folder: path, authority: { id: key.id, name: key.name, fingerprint }, files });
    return;
  }
  for (const file of files) say(`made ${file}`);
  say(`${keyPath(path)} signs what everybody here trusts: take it to where no gateway and no broker runs`);
  say(`SHA-256 fingerprint of ${join(path, TRUSTED_FILE)}: ${fingerprint}`);
}
