import { X509Certificate } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { certificateFacts, readCertificates, readCertified } from '../../host/keys/certificate-file.ts';
import { openStore } from '../../host/records/store.ts';
import { expectOneLine, type Finished, runInOneProcess, scratchFolder } from './limber.ts';

const PASSPHRASE = 'correct horse battery staple';
const folder = scratchFolder('certificates');
const passphrase = join(folder, 'passphrase.txt');
writeFileSync(passphrase, PASSPHRASE, { mode: 0o600 });
const unlocked = ['--passphrase-file', passphrase];
const wrong = join(folder, 'wrong.txt');
writeFileSync(wrong, 'another passphrase', { mode: 0o600 });

const tls = join(folder, 'gateway');
const mqtt = join(folder, 'broker');
const inTls = (file: string): string => join(tls, file);
const first = (path: string): X509Certificate => readCertificates(path)[0]!;
const filesOf = (path: string): string[] => readdirSync(path).sort();
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

const makes = [
  'keys',
  'gateway',
  '--out',
  tls,
  '--host-name',
  'Gateway.Local',
  '--host-name',
  'FD00::0:7',
  ...unlocked,
];
let made: Finished;
let shown: readonly Finished[];
beforeAll(async () => {
  const files = ['gateway.pem', 'ca.crt', 'ca.key.json'].map((file) => ['keys', 'show', inTls(file), '--json']);
  [made, ...shown] = (await runInOneProcess([makes, ...files, ['keys', 'show', inTls('gateway.pem')]])) as [Finished];
});

describe('limber keys gateway', () => {
  test('makes a certificate of the pages, whom to trust for it, and the encrypted key that vouches', () => {
    expect(made).toMatchObject({ code: 0, stdout: '' });
    expect(filesOf(tls)).toEqual(['ca.crt', 'ca.key.json', 'gateway.pem']);
    expect(['gateway.pem', 'ca.key.json', ''].map((file) => modeOf(inTls(file)))).toEqual(['600', '600', '700']);
    expect(first(inTls('gateway.pem')).checkIssued(first(inTls('ca.crt')))).toBe(true);
    expect(readFileSync(inTls('ca.key.json'), 'utf8')).not.toContain('PRIVATE KEY');
  });

  test('says what to put on a phone, the fingerprint to compare, and how to start', () => {
    const { fingerprint } = certificateFacts(first(inTls('ca.crt')));
    expect(made.stderr).toContain(fingerprint);
    expect(made.stderr).toMatch(/Put .*ca\.crt on each phone/);
    expect(made.stderr).toContain(`limber run --http-host 0.0.0.0 --tls-cert ${tls}`);
    expect(made.stderr).not.toContain(PASSPHRASE);
  });

  test('show tells names, times and fingerprint of certificates, and never a key', () => {
    const [leaf, authority, key] = shown.map(({ stdout }) => (stdout.startsWith('{') ? JSON.parse(stdout) : stdout));
    expect(leaf.certificates).toMatchObject([{ kind: 'server', names: ['gateway.local', 'fd00::7'] }]);
    expect(leaf.certificates[0].valid_until).toBe(first(inTls('gateway.pem')).validToDate.toISOString());
    expect(authority.certificates).toMatchObject([{ kind: 'authority' }]);
    expect(authority.certificates[0].names[0]).toMatch(/^Limber gateway gateway\.local [0-9a-f]{8}$/);
    expect(key).toMatchObject({ kind: 'authority', name: authority.certificates[0].names[0] });
    for (const { stdout } of shown) expect(stdout).not.toMatch(/PRIVATE|"secret"/);
    expect(shown.at(-1)!.stdout).toMatch(/^kind +certificate of a server\nnames +gateway\.local, fd00::7\n/);
  });

  test('replaces and mixes nothing, makes nothing by halves, and names what is hurt', async () => {
    const before = filesOf(tls).map((file) => readFileSync(inTls(file), 'utf8'));
    const other = scratchFolder('other');
    const at = (file: string, text: string, mode = 0o600): string => {
      const path = join(other, file);
      writeFileSync(path, text);
      chmodSync(path, mode);
      return path;
    };
    const pem = readFileSync(inTls('gateway.pem'), 'utf8');
    const data = scratchFolder('data');
    writeFileSync(join(data, 'limber-data.json'), '{"kind":"real"}');
    const to = (out: string, ...more: string[]) => ['keys', 'gateway', '--out', out, ...more];
    const show = (path: string) => ['keys', 'show', path];
    const named = ['--host-name', 'gateway.local'];
    const fresh = join(folder, 'fresh');
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [to(tls, ...named, ...unlocked), 1, /gateway\.pem exists and is kept.*--force/],
      [to(tls, '--host-name', 'other.local', '--force', ...unlocked), 1, /may not vouch for other\.local/],
      [show(at('exposed.pem', pem, 0o644)), 1, /exposed\.pem can be read by others \(mode 644\)/],
      [show(at('cut.pem', pem.replace(/(BEGIN CERTIFICATE-----\n).+\n/, '$1'))), 1, /cut\.pem is damaged/],
      [show(at('none.pem', '-----BEGIN CERTIFICATE-----\n')), 1, /no certificate in .*none\.pem/],
      [to(other, ...named, ...unlocked), 1, /not empty/],
      [to(fresh, ...unlocked), 2, /--host-name/],
      [to(fresh, '--host-name', 'https://gateway.local', ...unlocked), 2, /no scheme/],
      [to(fresh, ...named), 1, /LIMBER_PASSPHRASE, or give --passphrase-file/],
      [to(join(folder, 'none', 'fresh'), ...named, ...unlocked), 1, /cannot be made: there is no such/],
      [to(join(data, 'tls'), ...named, ...unlocked), 2, /gateway's data directory/],
      [['keys', 'rotate'], 2, /Name the folder/],
      [['keys', 'rotate', other, ...unlocked], 1, /no folder that limber keys/],
      [['keys', 'rotate', tls, '--passphrase-file', wrong], 1, /No passphrase that was given opens/],
      [['keys', 'rotate', tls, '--ca', 'end'], 2, /Only one authority/],
      [['keys', 'rotate', tls, '--records', '--data', data], 2, /--data alone/],
      [['keys', 'rotate', '--records', '--data', data], 1, /no records in/],
    ];
    const finished = await runInOneProcess(cases.map(([args]) => args));
    for (const [index, [args, code, words]] of cases.entries())
      expectOneLine(finished[index]!, code, words, args.join(' '));
    expect(filesOf(tls).map((file) => readFileSync(inTls(file), 'utf8'))).toEqual(before);
    expect(filesOf(folder)).toEqual(['gateway', 'passphrase.txt', 'wrong.txt']);
    expect(filesOf(other)).toEqual(['cut.pem', 'exposed.pem', 'none.pem']);
  });
});

describe('limber keys rotate', () => {
  test('makes new certificates under the same names; a new authority is trusted beside the old one until nothing rests on that', async () => {
    const rotate = (...more: string[]) => ['keys', 'rotate', tls, '--json', ...unlocked, ...more];
    const before = readCertified(inTls('gateway.pem'));
    const old = first(inTls('ca.crt')).fingerprint256;
    const [replaced, begun, twice, early, renewed, ended] = await runInOneProcess([
      rotate(),
      rotate('--ca', 'begin'),
      rotate('--ca', 'begin'),
      rotate('--ca', 'end'),
      rotate(),
      rotate('--ca', 'end'),
    ]);
    expect(JSON.parse(replaced!.stdout)).toMatchObject({
      trusted: [old],
      certificates: [{ file: inTls('gateway.pem') }],
    });
    const trusted: string[] = JSON.parse(begun!.stdout).trusted;
    expect(trusted).toEqual([expect.not.stringContaining(old), old]);
    expectOneLine(twice!, 2, /has begun .* already/);
    expectOneLine(early!, 1, /gateway\.pem still rests on the old authority.*limber keys rotate/);
    expect(JSON.parse(renewed!.stdout).trusted).toEqual(trusted);
    expect(JSON.parse(ended!.stdout).trusted).toEqual([trusted[0]]);

    const after = readCertified(inTls('gateway.pem'));
    expect(after.privateKey).not.toBe(before.privateKey);
    const [one, other] = [before, after].map(({ certificate }) => new X509Certificate(certificate));
    expect(other!.subjectAltName).toBe(one!.subjectAltName);
    expect(other!.checkIssued(first(inTls('ca.crt')))).toBe(true);
    expect([filesOf(tls), modeOf(inTls('gateway.pem'))]).toEqual([['ca.crt', 'ca.key.json', 'gateway.pem'], '600']);
  });

  test('--records gives the records another key, and the chain says so', async () => {
    const data = join(scratchFolder('records'), 'data');
    openStore(data, { simulated: true, wallMs: () => 0 }).close();
    const [done, verified] = await runInOneProcess([
      ['keys', 'rotate', '--records', '--data', data, '--json'],
      ['audit', 'verify', '--data', data],
    ]);
    const { from, to } = JSON.parse(done!.stdout);
    expect([from, to]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), expect.not.stringContaining(from)]);
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/^intact: 1 record\n/) });
  });
});

describe('limber keys broker', () => {
  test('makes one for the broker and one for each site, and further sites later, from one authority', async () => {
    const to = (...more: string[]) => ['keys', 'broker', '--out', mqtt, ...unlocked, ...more];
    const [made, again, later] = await runInOneProcess([
      to('--host-name', 'broker.test', '--site', 'home-7', '--json'),
      to('--site', 'home-7'),
      to('--site', 'home-8'),
    ]);
    const authority = first(join(mqtt, 'ca.crt'));
    expect(JSON.parse(made!.stdout)).toMatchObject({
      folder: mqtt,
      authority: { fingerprint: authority.fingerprint256 },
      files: [join(mqtt, 'broker.pem'), join(mqtt, 'site-home-7.pem')],
    });
    expectOneLine(again!, 1, /site-home-7\.pem exists and is kept/);
    expect(later!.code).toBe(0);
    expect(later!.stderr).toMatch(/site-home-8\.pem and ca\.crt go to the gateway of that site/);
    expect(filesOf(mqtt)).toEqual(['broker.pem', 'ca.crt', 'ca.key.json', 'site-home-7.pem', 'site-home-8.pem']);
    for (const site of ['home-7', 'home-8']) {
      const { certificate } = readCertified(join(mqtt, `site-${site}.pem`));
      const x509 = new X509Certificate(certificate);
      expect(certificateFacts(x509)).toMatchObject({ kind: 'client', names: [site] });
      expect(x509.checkIssued(authority)).toBe(true);
    }
    const another = join(mqtt, 'site-home-7.pem');
    expect(() => readCertified(join(mqtt, 'broker.pem'), another)).toThrow(/is not that of the certificate/);
  });
});
