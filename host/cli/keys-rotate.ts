import { join } from 'node:path';
import { Command, Option } from 'commander';
import {
  type AuthorityFolder,
  beginAuthority,
  endAuthority,
  keyPath,
  readAuthorityFolder,
  TRUSTED_FILE,
  unlockAuthority,
  writeLeaves,
} from '../keys/authority-folder.ts';
import { certificateFacts, expiryWords, readCertificates } from '../keys/certificate-file.ts';
import { rotateRecordsKey } from '../records/sealing/key-rotation.ts';
import { badArgument } from './bad-argument.ts';
import { printJson, say } from './console.ts';
import { withExamples } from './help.ts';
import { collectFiles, givenPassphrases, newPassphrase, PASSPHRASE_HELP, unlock } from './passphrase.ts';

interface RotateOptions {
  readonly ca?: 'begin' | 'end';
  readonly records?: true;
  readonly data?: string;
  readonly passphraseFile?: readonly string[];
  readonly json?: true;
}

export function rotateCommand(): Command {
  const command = new Command('rotate')
    .summary('new certificates before the old ones end, a new authority, or a new key of the records')
    .description(
      'Makes new certificates and private keys, under the same names, for everything in a folder of limber keys gateway or limber keys broker. Each file is replaced in one go. A gateway that runs takes up the new certificate of its pages by itself; brokers and gateways that use the others are started anew. A new authority takes three steps: --ca begin (both are trusted: bring ca.crt everywhere), then without --ca (new certificates from the new one: bring those everywhere), then --ca end (the old one is trusted no longer: bring ca.crt everywhere). --records gives the records of a data directory another key, while its gateway is stopped; nothing is written anew but the keys of people. Link keys of bands are changed by limber keys device --force and limber enrol.',
    )
    .argument('[folder]')
    .addOption(new Option('--ca <step>', 'a new authority in place of the old one').choices(['begin', 'end']))
    .option('--records', 'a new key for the records in --data instead')
    .option('--data <dir>', 'the data directory (with --records)')
    .option('--passphrase-file <file>', PASSPHRASE_HELP, collectFiles)
    .option('--json', 'print one JSON document')
    .action(rotate);
  return withExamples(command, [
    'limber keys rotate ~/gateway-tls',
    'limber keys rotate ~/broker-tls --ca begin',
    'limber keys rotate --records --data <dir>',
  ]);
}

async function rotate(path: string | undefined, options: RotateOptions): Promise<void> {
  const { ca, passphraseFile, json, records, data } = options;
  if (records) {
    if (path !== undefined || ca !== undefined)
      throw badArgument('--records is about --data alone: leave the rest out.');
    rotateRecords(data, json);
    return;
  }
  if (data !== undefined) throw badArgument('--data belongs to --records.');
  if (path === undefined) throw badArgument('Name the folder of the certificates, or --records with --data <dir>.');
  const folder = readAuthorityFolder(path);
  const act = ca === undefined ? renewLeaves : ca === 'begin' ? begin : end;
  const words = await act(folder, passphraseFile);
  if (json) printJson(documentOf(readAuthorityFolder(path)));
  else for (const line of words) say(line);
}

function rotateRecords(data: string | undefined, json: true | undefined): void {
  if (data === undefined) throw badArgument('Say which records get another key: --data <dir>.');
  const { from, to, place } = rotateRecordsKey(data);
  if (json) printJson({ data, from, to, place });
  else say(`The records in ${data} have another key (${to} instead of ${from}): ${place}. Keep a copy elsewhere.`);
}

type Act = (folder: AuthorityFolder, passphraseFiles: readonly string[] | undefined) => Promise<string[]>;

const renewLeaves: Act = async (folder, passphraseFiles) => {
  const { path, key, leaves, signing } = folder;
  const secret = await unlock({ path: keyPath(path), file: key }, givenPassphrases(passphraseFiles));
  await writeLeaves(path, leaves, unlockAuthority(folder, secret), Date.now());
  const made = leaves.map(({ file }) => join(path, file));
  const hurry = expiryWords(certificateFacts(signing), join(path, TRUSTED_FILE), Date.now());
  return [
    ...made.map((file) => `${file} is new, and good until ${dayOf(untilMs(file))}; bring it to where it is used`),
    ...(hurry ? [hurry] : []),
  ];
};

const begin: Act = async (folder, passphraseFiles) => {
  const { path, trusted, key } = folder;
  if (trusted.length > 1)
    throw badArgument(`A new authority has begun in ${path} already. Next: limber keys rotate ${path}, then --ca end.`);
  const passphrase = await newPassphrase('the new authority', passphraseFiles);
  const name = key.name.replace(/ [0-9a-f]{8}$/, '');
  await beginAuthority(folder, { name, passphrase, wallMs: Date.now() });
  const { fingerprint } = certificateFacts(readAuthorityFolder(path).signing);
  return [
    `${join(path, TRUSTED_FILE)} holds the old authority and the new one: bring it to everybody who trusts the old one`,
    `SHA-256 fingerprint of the new one: ${fingerprint}`,
    `Then: limber keys rotate ${path}`,
  ];
};

const end: Act = async (folder) => {
  if (folder.trusted.length === 1)
    throw badArgument(`Only one authority is trusted in ${folder.path}; none is to be ended.`);
  endAuthority(folder);
  return [
    `${join(folder.path, TRUSTED_FILE)} holds the new authority alone: bring it to everybody, and take the old one away`,
  ];
};

const untilMs = (file: string): number => certificateFacts(readCertificates(file)[0]!).untilMs;
const dayOf = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 10);

const documentOf = ({ path, trusted, leaves }: AuthorityFolder): object => ({
  folder: path,
  trusted: trusted.map((x509) => certificateFacts(x509).fingerprint),
  certificates: leaves.map(({ file }) => ({ file: join(path, file), valid_until: dayOf(untilMs(join(path, file))) })),
});
