import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Certified, makeAuthority, makeServerCertificate } from '../../host/keys/certificate.ts';
import { judgeCertificates, readCertificatesFacts } from '../../host/tools/doctor-certificates.ts';
import { NOW_MS } from './machine-facts.ts';

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'limber-certificates-'));
const [leaf, trusted] = [join(folder, 'gateway.pem'), join(folder, 'ca.crt')];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const authority: Certified = await makeAuthority({ name: 'Limber test', wallMs: NOW_MS });
  const made = await makeServerCertificate({ authority, hostNames: ['gateway.test'], wallMs: NOW_MS });
  writeFileSync(leaf, made.certificate + made.privateKey, { mode: 0o600 });
  writeFileSync(trusted, authority.certificate);
});

const judged = (days: number, ...paths: string[]) =>
  judgeCertificates(readCertificatesFacts(paths, NOW_MS + days * DAY_MS));

test('certificates are looked at from 30 days before they end, and none that is not named', () => {
  expect(judged(0)).toMatchObject({ verdict: 'ok', text: expect.stringContaining('none named') });
  expect(judged(365, leaf, trusted)).toMatchObject({ verdict: 'ok', text: 'all good until 2027-12-23' });
  expect(judged(367, leaf)).toMatchObject({
    verdict: 'warn',
    text: expect.stringMatching(/certificate of a server in .*gateway\.pem ends on 2027-12-23, in 29 days\.$/),
    advice: 'Make a new one: limber keys rotate <folder>',
    shared: { files: 1, due: 1 },
  });
  expect(judged(397, trusted, leaf)).toMatchObject({ verdict: 'fail', text: expect.stringContaining('ended on') });
  expect(judged(3640, trusted)).toMatchObject({ verdict: 'warn', advice: expect.stringContaining('--ca begin') });
});

test('what is no certificate, or is not there, is named', () => {
  expect(judged(0, leaf, join(folder, 'none.pem'))).toMatchObject({
    verdict: 'fail',
    text: expect.stringMatching(/none\.pem cannot be read/),
  });
});
