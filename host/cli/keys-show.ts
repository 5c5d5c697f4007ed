import { Command } from 'commander';
import {
  CERTIFICATE_WORDS,
  type CertificateFacts,
  certificateFacts,
  readCertificates,
} from '../keys/certificate-file.ts';
import { KEY_WORDS, type KeyFacts, readKeyFile } from '../keys/key-file.ts';
import { isPublicKeyFile, readPublicKeyFile } from '../keys/public-key-file.ts';
import { readKeptFile } from '../keys/secret-file.ts';
import { printJson } from './console.ts';
import { withExamples } from './help.ts';

export function showCommand(): Command {
  const command = new Command('show')
    .summary('what a key or certificate file is; needs no passphrase')
    .description('Says which key or certificate a file holds, and whose; never the secret.')
    .argument('<file>')
    .option('--json', 'print one JSON document')
    .action(show);
  return withExamples(command, ['limber keys show anna.pub.json', 'limber keys show ~/gateway-tls/gateway.pem']);
}

interface ShowOptions {
  readonly json?: true;
}

function show(path: string, options: ShowOptions): void {
  if (readKeptFile(path, false).includes('-----BEGIN CERTIFICATE-----')) showCertificates(path, options);
  else showKey(path, options);
}

function showKey(path: string, { json }: ShowOptions): void {
  const { kind, id, name, publicKey } = factsOf(path);
  if (json) {
    printJson({ file: path, kind, id, name: name || null, public_key: publicKey || null });
    return;
  }
  printLines([
    `kind        ${kind === 'clinician-public' ? "a clinician's public key" : KEY_WORDS[kind]}`,
    `id          ${id}`,
    ...(name ? [`name        ${name}`] : []),
    ...(publicKey ? [`public key  ${publicKey}`] : []),
  ]);
}

type ShownFacts = Omit<KeyFacts, 'kind'> & { readonly kind: KeyFacts['kind'] | 'clinician-public' };

function factsOf(path: string): ShownFacts {
  if (isPublicKeyFile(path)) return { kind: 'clinician-public', ...readPublicKeyFile(path) };
  return readKeyFile(path);
}

function showCertificates(path: string, { json }: ShowOptions): void {
  const certificates = readCertificates(path).map(certificateFacts);
  if (json) printJson({ file: path, certificates: certificates.map(documentOf) });
  else for (const [index, facts] of certificates.entries()) printLines([...(index > 0 ? [''] : []), ...linesOf(facts)]);
}

const linesOf = ({ kind, names, fromMs, untilMs, fingerprint }: CertificateFacts): string[] => [
  `kind         ${CERTIFICATE_WORDS[kind]}`,
  `names        ${names.join(', ')}`,
  `good from    ${instantOf(fromMs)}`,
  `good until   ${instantOf(untilMs)}`,
  `fingerprint  ${fingerprint}`,
];

const documentOf = ({ kind, names, fromMs, untilMs, fingerprint }: CertificateFacts): object => ({
  kind,
  names,
  valid_from: instantOf(fromMs),
  valid_until: instantOf(untilMs),
  fingerprint,
});

const instantOf = (wallMs: number): string => new Date(wallMs).toISOString();
const printLines = (lines: readonly string[]): void => void process.stdout.write(`${lines.join('\n')}\n`);
