import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BrokerOptions, brokerOf, withBrokerOptions } from '../../host/cli/broker-options.ts';
import { type Certified, makeAuthority, makeClientCertificate } from '../../host/keys/certificate.ts';
import type { BrokerAddress } from '../../host/relay/broker-address.ts';
import { scratchFolder } from './limber.ts';

const SECRET = 'hunter2';
let authority: Certified;
let client: Certified;
let folder: string;
const at = (name: string): string => join(folder, name);
const keep = (name: string, text: string, mode = 0o600): string => {
  writeFileSync(at(name), text, { mode });
  return at(name);
};

beforeAll(async () => {
  folder = scratchFolder('broker-options');
  mkdirSync(folder, { recursive: true });
  const wallMs = Date.now();
  authority = await makeAuthority({ name: 'Clinic', wallMs });
  client = await makeClientCertificate({ authority, wallMs, site: 'home' });
  keep('ca.crt', authority.certificate, 0o644);
  keep('client.crt', client.certificate, 0o644);
  keep('client.key', client.privateKey);
  keep('open.key', client.privateKey, 0o644);
  keep('authority.key', authority.privateKey);
  keep('login', `gateway\n${SECRET}\n`);
  keep('open-login', `gateway\n${SECRET}\n`, 0o644);
  keep('long-login', `gateway\n${SECRET}\nmore\n`);
});

/** As commander hands them over. */
function brokerBy(args: readonly string[], environment: Record<string, string> = {}): BrokerAddress | undefined {
  let address: BrokerAddress | undefined;
  const command = withBrokerOptions(new Command('run'), 'broker')
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .action((options: BrokerOptions) => {
      address = brokerOf(options, environment);
    });
  command.parse(['node', 'limber', ...args]);
  return address;
}

describe('a broker', () => {
  it('is reached with its authority, a certificate of this gateway, and a login from a file', () => {
    const tls = ['--broker-ca', at('ca.crt'), '--broker-cert', at('client.crt'), '--broker-key', at('client.key')];
    const address = brokerBy(['--broker', 'mqtts://broker.example', ...tls, '--broker-credentials', at('login')]);
    expect(address).toMatchObject({ url: 'mqtts://broker.example', username: 'gateway', password: SECRET });
    expect(address?.tls?.ca).toContain('BEGIN CERTIFICATE');
    expect(address?.tls?.key).toContain('PRIVATE KEY');
  });

  it('takes a login from the environment, or from systemd', () => {
    const url = ['--broker', 'wss://broker.example/mqtt'];
    const variables = { LIMBER_BROKER_USERNAME: 'gateway', LIMBER_BROKER_PASSWORD: SECRET };
    expect(brokerBy(url, variables)).toMatchObject({ username: 'gateway', password: SECRET });
    keep('limber-broker-credentials', `unit\n${SECRET}\n`);
    expect(brokerBy(url, { CREDENTIALS_DIRECTORY: folder })).toMatchObject({ username: 'unit', password: SECRET });
    expect(brokerBy(url, { CREDENTIALS_DIRECTORY: at('nowhere') })).toEqual({ url: url[1], tls: {} });
  });

  it.each(['mqtt://127.0.0.1:1883', 'mqtt://localhost', 'ws://[::1]:9001/mqtt'])(
    'on this machine needs no TLS: %s',
    (url) => {
      expect(brokerBy(['--broker', url])?.url).toBe(url);
    },
  );

  it('elsewhere without TLS is one that somebody asked for', () => {
    expect(brokerBy(['--broker', 'mqtt://10.0.0.4', '--broker-unencrypted'])).toEqual({ url: 'mqtt://10.0.0.4' });
  });

  const REFUSED: readonly (readonly [string, () => readonly string[], RegExp])[] = [
    ['plain text to another machine', () => ['--broker', 'mqtt://10.0.0.4'], /could be read on the way.*mqtts/],
    ['plain text to what only looks like this one', () => ['--broker', 'ws://127.0.0.1.example'], /could be read/],
    ['a password in the address', () => ['--broker', `mqtts://u:${SECRET}@h`], /read arguments.*--broker-credentials/],
    ['a password in half an address', () => ['--broker', `u:${SECRET}@`], /read arguments/],
    ['no address', () => ['--broker', 'nowhere'], /mqtts:\/\/host:port/],
    ['a client id in the address', () => ['--broker', 'mqtts://h?clientId=x'], /ends with its path/],
    ['a certificate without a broker', () => ['--broker-ca', at('ca.crt')], /belong to a broker/],
    [
      'a certificate for what is not encrypted',
      () => ['--broker', 'mqtt://localhost', '--broker-ca', at('ca.crt')],
      /mqtts/,
    ],
    ['a key alone', () => ['--broker', 'mqtts://h', '--broker-key', at('client.key')], /add --broker-cert/],
    [
      'a key that others can read',
      () => ['--broker', 'mqtts://h', '--broker-cert', at('client.crt'), '--broker-key', at('open.key')],
      /can be read by others.*chmod 600/,
    ],
    [
      'the key of another certificate',
      () => ['--broker', 'mqtts://h', '--broker-cert', at('client.crt'), '--broker-key', at('authority.key')],
      /is not that of the certificate/,
    ],
    ['a key for an authority', () => ['--broker', 'mqtts://h', '--broker-ca', at('login')], /no certificate/],
    [
      'a login that others can read',
      () => ['--broker', 'mqtts://h', '--broker-credentials', at('open-login')],
      /can be read by others/,
    ],
    ['a login of three lines', () => ['--broker', 'mqtts://h', '--broker-credentials', at('long-login')], /two lines/],
  ];
  it.each(REFUSED)('is not made of %s, and no password is repeated', (_, args, words) => {
    const refused = (): unknown => brokerBy(args());
    expect(refused).toThrow(words);
    expect(refused).not.toThrow(SECRET);
  });
});
