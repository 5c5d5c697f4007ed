import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { readCertificates, readCertified } from '../keys/certificate-file.ts';
import { readKeptFile } from '../keys/secret-file.ts';
import type { BrokerAddress, BrokerTls } from '../relay/broker-address.ts';
import { readPath } from './arguments.ts';
import { badArgument } from './bad-argument.ts';

/** Which broker, and how to be let in there. */
export interface BrokerOptions {
  readonly broker?: string;
  readonly brokerCa?: string;
  readonly brokerCert?: string;
  readonly brokerKey?: string;
  readonly brokerCredentials?: string;
  readonly brokerUnencrypted?: true;
}

type Environment = Readonly<Record<string, string | undefined>>;

const ENCRYPTED: readonly string[] = ['mqtts:', 'wss:'];
const PLAIN: readonly string[] = ['mqtt:', 'ws:'];
/** systemd: LoadCredential=limber-broker-credentials:<file> */
const CREDENTIAL = 'limber-broker-credentials';
const TWO_LINES = 'two lines, the user name and the password';

export const withBrokerOptions = (command: Command, help: string): Command =>
  command
    .option('--broker <url>', help, readBrokerUrl)
    .option('--broker-ca <file>', 'who signed its certificate, where this system does not know them (PEM)', readPath)
    .option('--broker-cert <file>', 'certificate of this gateway, for a broker that asks for one (PEM)', readPath)
    .option('--broker-key <file>', 'its private key, where that is in a file of its own (mode 0600)', readPath)
    .option('--broker-credentials <file>', `${TWO_LINES}, in a file of mode 0600`, readPath)
    .option(
      '--broker-unencrypted',
      'mqtt:// and ws:// to another machine: password and health data can be read on the way',
    );

function readBrokerUrl(text: string): string {
  // What is refused here is shown as it was given.
  if (text.includes('@')) return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || ![...ENCRYPTED, ...PLAIN].includes(url.protocol) || url.hostname === '')
    throw new InvalidArgumentError("A broker's address is mqtts://host:port, or the same with mqtt, ws or wss.");
  if (url.search !== '' || url.hash !== '')
    throw new InvalidArgumentError("A broker's address ends with its path: leave out what follows ? or #.");
  return url.href;
}

/**
 * Undefined where none is named.
 * @throws LimberError cli/bad-argument where others would read along, and those of the files
 */
export function brokerOf(options: BrokerOptions, environment: Environment = process.env): BrokerAddress | undefined {
  const { broker, brokerCa, brokerCert, brokerKey, brokerCredentials, brokerUnencrypted } = options;
  if (broker === undefined) {
    if (brokerCa ?? brokerCert ?? brokerKey ?? brokerCredentials ?? brokerUnencrypted)
      throw badArgument('Certificates and credentials belong to a broker: add --broker <url>.');
    return undefined;
  }
  if (broker.includes('@'))
    throw badArgument(
      'Everybody on this machine can read arguments: give user name and password with --broker-credentials <file>.',
    );
  const url = new URL(broker);
  const isEncrypted = ENCRYPTED.includes(url.protocol);
  if (!isEncrypted && (brokerCa ?? brokerCert ?? brokerKey))
    throw badArgument(`A certificate is of no use to ${url.protocol}//: use mqtts:// or wss://.`);
  if (!isEncrypted && !isThisMachine(url.hostname) && !brokerUnencrypted)
    throw badArgument(
      `What goes to ${broker} could be read on the way. Use mqtts:// or wss://; --broker-unencrypted allows it all the same.`,
    );
  const credentials = credentialsOf(brokerCredentials, environment);
  return { url: broker, ...credentials, ...(isEncrypted && { tls: tlsOf(options) }) };
}

function tlsOf({ brokerCa, brokerCert, brokerKey }: BrokerOptions): BrokerTls {
  if (brokerKey !== undefined && brokerCert === undefined)
    throw badArgument('--broker-key belongs to a certificate: add --broker-cert.');
  const certified = brokerCert === undefined ? undefined : readCertified(brokerCert, brokerKey);
  return {
    ...(brokerCa !== undefined && { ca: readCertificates(brokerCa).map(String).join('') }),
    ...(certified && { cert: certified.certificate, key: certified.privateKey }),
  };
}

/** From the file that is named, else from the environment, else from systemd; empty where there are none. */
function credentialsOf(
  file: string | undefined,
  environment: Environment,
): Pick<BrokerAddress, 'username' | 'password'> {
  if (file !== undefined) return credentialsIn(file, readKeptFile(file, true));
  const { LIMBER_BROKER_USERNAME: username, LIMBER_BROKER_PASSWORD: password } = environment;
  if (username) return { username, ...(password && { password }) };
  if (password) throw badArgument('LIMBER_BROKER_PASSWORD is of no use without LIMBER_BROKER_USERNAME.');
  const folder = environment.CREDENTIALS_DIRECTORY;
  const credential = folder && join(folder, CREDENTIAL);
  return credential && existsSync(credential) ? credentialsIn(credential, readKeptFile(credential, false)) : {};
}

function credentialsIn(path: string, text: string): Pick<BrokerAddress, 'username' | 'password'> {
  const [username = '', password = '', ...rest] = text.split(/\r?\n/);
  if (username === '' || rest.some((line) => line !== '')) throw badArgument(`${path} must hold ${TWO_LINES}.`);
  return { username, ...(password !== '' && { password }) };
}

const isThisMachine = (hostname: string): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
};
