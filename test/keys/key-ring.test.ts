import { chmodSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { clinicianKey, trusting } from '../../host/keys/clinician-key.ts';
import { type KeyKind, lockKey } from '../../host/keys/key-file.ts';
import { keepLinkKey, keptLinkKey, trustClinician, trustedClinicians } from '../../host/keys/key-ring.ts';
import { SIMULATED_CLINICIAN } from '../../host/keys/simulated-clinician.ts';

const scratch = mkdtempSync(join(tmpdir(), 'limber-ring-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const dataDirectory = (): string => mkdtempSync(join(scratch, 'data-'));
const keyOf = (kind: KeyKind, id: string) =>
  lockKey({ kind, id, name: '', publicKey: '' }, new Uint8Array(kind === 'clinician' ? 32 : 16), 'a passphrase');
const LINK = keyOf('link', 'b-1');

test('a gateway keeps the link key of a band as it is, for its owner alone', () => {
  const data = dataDirectory();
  expect(keptLinkKey(data, 'b-1')).toBeUndefined();
  const path = keepLinkKey(data, LINK);
  expect(keptLinkKey(data, 'b-1')).toEqual({ path, file: LINK });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(data, 'keys')).mode & 0o777).toBe(0o700);
});

test.each<KeyKind>(['prescription', 'clinician'])('a %s key never gets into a data directory', (kind) => {
  const data = dataDirectory();
  expect(() => keepLinkKey(data, keyOf(kind, 'b-1'))).toThrow(RangeError);
  expect(readdirSync(data)).toEqual([]);
});

test('a band that gives a path for its id gets no file of ours', () => {
  const data = dataDirectory();
  keepLinkKey(join(data, 'below'), LINK);
  for (const id of ['../below/keys/b-1', './b-1', 'b-1\0', '']) expect(keptLinkKey(data, id)).toBeUndefined();
});

test('a file under the name of another band is refused', () => {
  const data = dataDirectory();
  renameSync(keepLinkKey(data, LINK), join(data, 'keys', 'b-2.link.key.json'));
  expect(() => keptLinkKey(data, 'b-2')).toThrow(expect.objectContaining({ code: 'keys/wrong-kind' }));
});

test('a key that others may read is refused', () => {
  const data = dataDirectory();
  chmodSync(keepLinkKey(data, LINK), 0o644);
  expect(() => keptLinkKey(data, 'b-1')).toThrow(expect.objectContaining({ code: 'keys/file-exposed' }));
});

test('a gateway trusts exactly the clinicians it was told to', () => {
  const data = dataDirectory();
  expect(trustedClinicians(join(data, 'none'))).toEqual([]);
  const anna = clinicianKey('Anna', new Uint8Array(32).fill(3));
  trustClinician(data, anna.public);
  expect(trustedClinicians(data)).toEqual([anna.public]);
  const check = trusting(trustedClinicians(data));
  expect(check(SIMULATED_CLINICIAN.public.id, new Uint8Array(1), new Uint8Array(64))).toBe('unknown-clinician');
});

test('a trusted key that was tampered with stops everything: it is not passed over in silence', () => {
  const data = dataDirectory();
  const path = trustClinician(data, SIMULATED_CLINICIAN.public);
  const forged = clinicianKey('Forger', new Uint8Array(32).fill(4)).public;
  writeFileSync(path, JSON.stringify({ ...forged, id: SIMULATED_CLINICIAN.public.id }));
  expect(existsSync(path)).toBe(true);
  expect(() => trustedClinicians(data)).toThrow(expect.objectContaining({ code: 'keys/file-damaged' }));
});
