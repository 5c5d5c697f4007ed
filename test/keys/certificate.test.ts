import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import {
  type Certified,
  isHostName,
  makeAuthority,
  makeClientCertificate,
  makeServerCertificate,
} from '../../host/keys/certificate.ts';
import { namesBeyond } from '../../host/keys/name-constraints.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.now();

/** The chain holds; the name asked for is another one. */
const WELL_SIGNED = 'ERR_TLS_CERT_ALTNAME_INVALID';
/** Node has no word of its own for it. */
const NOT_PERMITTED = 'UNSPECIFIED';

let authority: Certified;
let server: Certified;
beforeAll(async () => {
  authority = await makeAuthority({ name: 'Limber test', wallMs: NOW_MS });
  server = await serverAt(NOW_MS);
});

const serverAt = (wallMs: number, from = authority): Promise<Certified> =>
  makeServerCertificate({ authority: from, hostNames: ['gateway.test', '127.0.0.1', '::1'], wallMs });

interface Handshake {
  readonly server: Certified;
  readonly name?: string;
  readonly trusted?: string;
  readonly client?: Certified;
}

/** What the client says against the server, else what the server says against the client, else who the client is. */
async function handshake({ server, name = 'gateway.test', trusted, client }: Handshake): Promise<string> {
  const { certificate: ca } = authority;
  const asks = { requestCert: client !== undefined, rejectUnauthorized: false };
  const listener = createServer({ cert: server.certificate, key: server.privateKey, ca, ...asks });
  const accepted = new Promise<TLSSocket>((resolve) => listener.once('secureConnection', resolve));
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const { port } = listener.address() as AddressInfo;
  const { certificate: cert, privateKey: key } = client ?? {};
  const socket = connect({ port, host: '127.0.0.1', servername: name, ca: trusted ?? ca, cert, key });
  try {
    await once(socket, 'secureConnect');
    if (client === undefined) return 'trusted';
    const peer = await accepted;
    return String(peer.authorizationError ?? peer.getPeerCertificate().subject.CN);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    socket.destroy();
    listener.close();
  }
}

test('a client that trusts the authority talks to the machine under each of its names, and to no other', async () => {
  expect(await handshake({ server })).toBe('trusted');
  expect(await handshake({ server, name: 'other.test' })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  const x509 = new X509Certificate(server.certificate);
  expect(x509.checkIP('127.0.0.1') && x509.checkIP('::1') && x509.checkHost('gateway.test')).toBeTruthy();
  expect(x509.checkHost('sub.gateway.test')).toBeUndefined();
});

test('a broker learns from a client certificate which site is there', async () => {
  const client = await makeClientCertificate({ authority, site: 'home-7', wallMs: NOW_MS });
  expect(await handshake({ server, client })).toBe('home-7');
});

test('neither certificate does the work of the other, and none signs further ones', async () => {
  const client = await makeClientCertificate({ authority, site: 'home-7', wallMs: NOW_MS });
  expect(await handshake({ server: client })).toBe('INVALID_PURPOSE');
  expect(await handshake({ server, client: server })).toBe('INVALID_PURPOSE');
  const forged = await serverAt(NOW_MS, server);
  expect(await handshake({ server: { ...forged, certificate: forged.certificate + server.certificate } })).toMatch(
    /INVALID_CA|UNSPECIFIED/,
  );
});

test.each([
  ['gateway.test', 'trusted'],
  ['192.168.3.4', WELL_SIGNED],
  ['fd00::7', WELL_SIGNED],
  ['203.0.113.9', WELL_SIGNED],
  ['2001:db8::5', WELL_SIGNED],
  ['evil.example', NOT_PERMITTED],
  ['8.8.8.8', NOT_PERMITTED],
  ['2001:db8::6', NOT_PERMITTED],
])(
  'an authority that phones trust vouches for its names and addresses of a house alone: %s',
  async (name, expected) => {
    const hostNames = ['gateway.test', '203.0.113.9', '2001:db8::5'];
    const limited = await makeAuthority({ name: 'Limber test', wallMs: NOW_MS, hostNames });
    const leaf = await makeServerCertificate({ authority: limited, hostNames: [name], wallMs: NOW_MS });
    expect(await handshake({ server: leaf, trusted: limited.certificate })).toMatch(expected);
    const { raw } = new X509Certificate(limited.certificate);
    expect(namesBeyond(raw, [name])).toEqual(expected === NOT_PERMITTED ? [name] : []);
  },
);

test('one that is made for addresses alone vouches for no name', async () => {
  const limited = await makeAuthority({ name: 'Limber test', wallMs: NOW_MS, hostNames: ['192.168.0.7'] });
  const leaf = await makeServerCertificate({ authority: limited, hostNames: ['gateway.test'], wallMs: NOW_MS });
  expect(await handshake({ server: leaf, trusted: limited.certificate })).toMatch(NOT_PERMITTED);
});

test('an authority of the same name is another one', async () => {
  const other = await makeAuthority({ name: 'Limber test', wallMs: NOW_MS });
  expect(await handshake({ server, trusted: other.certificate })).toMatch(/UNABLE_TO_|SELF_SIGNED/);
  expect(await handshake({ server, trusted: authority.certificate + other.certificate })).toBe('trusted');
});

test('a certificate is good for 397 days, from the day before, and never longer than its authority', async () => {
  expect(await handshake({ server: await serverAt(NOW_MS - 398 * DAY_MS) })).toBe('CERT_HAS_EXPIRED');
  expect(await handshake({ server: await serverAt(NOW_MS + 2 * DAY_MS) })).toBe('CERT_NOT_YET_VALID');
  expect(await handshake({ server: await serverAt(NOW_MS + DAY_MS / 2) })).toBe('trusted');
  const { validFromDate, validToDate } = new X509Certificate(server.certificate);
  expect((validToDate.getTime() - validFromDate.getTime()) / DAY_MS).toBe(397);
  const late = new X509Certificate((await serverAt(NOW_MS + 9.9 * 365 * DAY_MS)).certificate);
  expect(late.validToDate).toEqual(new X509Certificate(authority.certificate).validToDate);
});

test('serial numbers are random, keys are PKCS#8 of P-256, and the authority is one', async () => {
  const again = new X509Certificate((await serverAt(NOW_MS)).certificate);
  const first = new X509Certificate(server.certificate);
  expect(again.serialNumber).not.toBe(first.serialNumber);
  expect(first.serialNumber).toMatch(/^[0-9A-F]{30,40}$/);
  expect(server.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  expect(first.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  expect(first.ca).toBe(false);
  const root = new X509Certificate(authority.certificate);
  expect(root.ca && root.verify(root.publicKey) && first.checkIssued(root)).toBe(true);
});

test('names with more than 64 letters are for machines alone', async () => {
  const name = `${'a'.repeat(60)}.${'b'.repeat(20)}.test`;
  const long = await makeServerCertificate({ authority, hostNames: [name], wallMs: NOW_MS });
  expect(await handshake({ server: long, name })).toBe('trusted');
});

test.each([
  ['gateway.local', true],
  ['192.168.0.7', true],
  ['fd00::7', true],
  ['localhost', true],
  ['', false],
  ['*.local', false],
  ['-a.local', false],
  ['a b', false],
  ['https://gateway.local', false],
  ['gateway.local:8420', false],
  ['a..b', false],
  ['a\n', false],
])('%j is a name of a machine: %s', (name, is) => expect(isHostName(name)).toBe(is));
