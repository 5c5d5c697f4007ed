import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeAuthorityFolder, writeLeaves } from '../../host/keys/authority-folder.ts';
import { makeAuthority } from '../../host/keys/certificate.ts';
import { readCertified } from '../../host/keys/certificate-file.ts';
import { expectOneLine, runInOneProcess, scratchFolder, startLimber } from './limber.ts';

const folder = join(scratchFolder('network'), 'tls');
const DAY_MS = 86_400_000;
const leaf = { file: 'gateway.pem', hostNames: ['localhost'] } as const;

interface Answer {
  readonly status: number | undefined;
  readonly cookie: string | undefined;
  readonly fingerprint: string;
}

function ask(url: string, ca: string, cookie = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { ca, agent: false, headers: { cookie } }, (response) => {
      response.resume();
      const [set] = response.headers['set-cookie'] ?? [];
      const { fingerprint256: fingerprint } = (response.socket as TLSSocket).getPeerCertificate();
      resolve({ status: response.statusCode, cookie: set?.split(';')[0], fingerprint });
    });
    asking.on('error', reject).end();
  });
}

describe('limber run --http-host', () => {
  beforeAll(async () => {
    const made = { path: folder, name: 'Limber test', leaves: [leaf], passphrase: 'correct horse battery' };
    await makeAuthorityFolder({ ...made, wallMs: Date.now() });
  });

  test('refuses to show pages to other machines in plain, and tells the two commands', async () => {
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [
        ['--http-host', '0.0.0.0'],
        2,
        /limber keys gateway --out .* --host-name .*--tls-cert .* --http-host 0\.0\.0\.0/,
      ],
      [['--http-host', '::'], 2, /encrypted/],
      [['--http-host', 'gateway.local'], 2, /encrypted/],
      [['--http-host', '127.0.0.1.evil.example'], 2, /encrypted/],
      [['--http-host', 'https://gateway.local'], 2, /An address is like/],
      [['--tls-cert', folder], 2, /--http-host/],
      [['--http-host', '0.0.0.0', '--tls-key', join(folder, 'gateway.pem')], 2, /add --tls-cert/],
      [['--http-host', '0.0.0.0', '--tls-cert', '/none'], 1, /\/none cannot be read/],
      [['--http-host', '0.0.0.0', '--tls-cert', join(folder, 'ca.crt')], 1, /no private key in/],
      [['--once', '--http-host', 'localhost'], 2, /--once shows no pages/],
    ];
    const finished = await runInOneProcess(cases.map(([args]) => ['run', ...args]));
    for (const [index, [args, code, words]] of cases.entries())
      expectOneLine(finished[index]!, code, words, args.join(' '));
  });

  test('keeps the secret of the link out of its log, lets in who has it, and takes up a new certificate while it runs', async () => {
    const data = join(scratchFolder('network'), 'data');
    const network = ['--http-host', '0.0.0.0', '--http-port', '0', '--tls-cert', folder];
    const gateway = startLimber(['run', ...network, '--data', data]);
    const [, file = ''] = await gateway.printed(/link that opens the pages .* is in (\S+)/);
    const link = readFileSync(file, 'utf8').trim();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { origin } = new URL(link);
    const ca = readFileSync(join(folder, 'ca.crt'), 'utf8');

    expect((await ask(`${origin}/api/status`, ca)).status).toBe(401);
    const { cookie, fingerprint } = await ask(link, ca);
    expect((await ask(`${origin}/api/status`, ca, cookie)).status).toBe(200);

    // Signed by another authority, due in a week.
    const other = await makeAuthority({ name: 'Limber test', wallMs: Date.now() });
    await writeLeaves(folder, [leaf], other, Date.now() - 389 * DAY_MS);
    await gateway.printed(/The pages show the new certificate/);
    const renewed = await ask(`${origin}/api/status`, other.certificate, cookie);
    expect(renewed.status).toBe(200);
    expect(renewed.fingerprint).toBe(
      new X509Certificate(readCertified(join(folder, 'gateway.pem')).certificate).fingerprint256,
    );
    expect(renewed.fingerprint).not.toBe(fingerprint);

    gateway.child.kill('SIGTERM');
    const { code, stderr } = await gateway.finished;
    expect(code).toBe(0);
    expect(existsSync(file)).toBe(false);
    expect(stderr).toMatch(/certificate of a server in .* ends on [\d-]+, in 6 days. .* limber keys rotate/);
    for (const secret of [new URL(link).searchParams.get('key')!, cookie!, 'PRIVATE KEY'])
      expect(stderr).not.toContain(secret);
  });
});
