import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type KeyFile, lockKey, readKeyFile, unlockKey } from '../../host/keys/key-file.ts';
import { readPublicKeyFile } from '../../host/keys/public-key-file.ts';
import { recordsAbove, writeSecretFile } from '../../host/keys/secret-file.ts';
import { SIMULATED_CLINICIAN } from '../../host/keys/simulated-clinician.ts';
import { LimberError } from '../../protocol/limber-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'limber-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

const PASSPHRASE = 'correct horse battery staple';
const SECRET = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i);
/** Made once: scrypt is slow on purpose. */
const LOCKED = lockKey({ kind: 'link', id: 'b-1', name: '', publicKey: '' }, SECRET, PASSPHRASE);

function stored(content: unknown, mode = 0o600): string {
  const path = join(folder, `${count++}.key.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode });
  chmodSync(path, mode);
  return path;
}

function refusal(work: () => unknown): LimberError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(LimberError);
    expect((error as LimberError).message).not.toContain('\n');
    return error as LimberError;
  }
  throw new Error('was not refused');
}

/** Another letter of base64 in place of the first one. */
const changed = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

describe('a key file', () => {
  test('opens with its passphrase, however the letters were typed', () => {
    const file = readKeyFile(stored(LOCKED), 'link');
    expect(unlockKey(file, PASSPHRASE, 'f')).toEqual(SECRET);
    const accented = lockKey({ kind: 'link', id: 'b-1', name: '', publicKey: '' }, SECRET, 'caf\u00e9 am Meer');
    expect(unlockKey(accented, 'cafe\u0301 am Meer', 'f')).toEqual(SECRET);
  });

  test('holds neither secret nor passphrase, and costs whoever guesses at least N 2^15, r 8, p 1', () => {
    const text = JSON.stringify(LOCKED);
    for (const encoding of ['hex', 'base64', 'latin1'] as const)
      expect(text).not.toContain(Buffer.from(SECRET).toString(encoding));
    expect(text).not.toContain(PASSPHRASE);
    expect(LOCKED.kdf).toMatchObject({ name: 'scrypt', r: 8, p: 1 });
    expect(LOCKED.kdf.n).toBeGreaterThanOrEqual(2 ** 15);
    const again = lockKey({ kind: 'link', id: 'b-1', name: '', publicKey: '' }, SECRET, PASSPHRASE);
    for (const field of ['iv', 'secret'] as const) expect(again[field]).not.toBe(LOCKED[field]);
    expect(again.kdf.salt).not.toBe(LOCKED.kdf.salt);
  });

  test('says that a passphrase is wrong', () => {
    const path = stored(LOCKED);
    const error = refusal(() => unlockKey(readKeyFile(path), 'another passphrase', path));
    expect(error).toMatchObject({ code: 'keys/passphrase-wrong', message: `That is not the passphrase of ${path}.` });
  });

  test.each<[string, Partial<KeyFile>]>([
    ['secret', { secret: changed(LOCKED.secret) }],
    ['tag', { tag: changed(LOCKED.tag) }],
    ['initialisation vector', { iv: changed(LOCKED.iv) }],
    ['device', { id: 'b-2' }],
    ['kind', { kind: 'prescription' }],
    ['name', { name: 'somebody' }],
  ])('whose %s was changed is refused with the right passphrase', (_, change) => {
    const path = stored({ ...LOCKED, ...change });
    const error = refusal(() => unlockKey(readKeyFile(path), PASSPHRASE, path));
    expect(error).toMatchObject({ code: 'keys/file-damaged', message: expect.stringContaining('was changed') });
  });

  test('cut short at any length is refused', () => {
    const text = JSON.stringify(LOCKED);
    for (let length = 0; length < text.length; length += 7)
      expect(refusal(() => readKeyFile(stored(text.slice(0, length)))).code).toBe('keys/file-damaged');
  });

  test('with a cheap or a boundless scrypt is refused before anything is reckoned', () => {
    for (const kdf of [{ n: 2 ** 10 }, { n: 2 ** 24 }, { r: 1 }, { p: 99 }]) {
      const path = stored({ ...LOCKED, kdf: { ...LOCKED.kdf, ...kdf } });
      expect(refusal(() => readKeyFile(path)).code).toBe('keys/file-damaged');
    }
  });

  test('of another kind is named', () => {
    const path = stored(LOCKED);
    expect(refusal(() => readKeyFile(path, 'prescription'))).toMatchObject({
      code: 'keys/wrong-kind',
      message: `${path} is the link key of a band; the prescription key of a stim band is needed.`,
    });
    expect(refusal(() => readPublicKeyFile(path)).message).toContain('is the link key of a band');
    expect(refusal(() => readKeyFile(stored(SIMULATED_CLINICIAN.public))).code).toBe('keys/wrong-kind');
    expect(refusal(() => readKeyFile(stored('[]'))).code).toBe('keys/wrong-kind');
    expect(refusal(() => readKeyFile(stored('null'))).code).toBe('keys/wrong-kind');
  });

  test.each([0o644, 0o640, 0o604, 0o620])('with mode %o is refused: others get at it', (mode) => {
    const path = stored(LOCKED, mode);
    expect(refusal(() => readKeyFile(path))).toMatchObject({
      code: 'keys/file-exposed',
      message: expect.stringContaining(`chmod 600 ${path}`),
    });
  });

  test('that is not there is named', () => {
    expect(refusal(() => readKeyFile(join(folder, 'none.key.json')))).toMatchObject({ code: 'keys/file-unreadable' });
  });
});

describe("a clinician's public key file", () => {
  test('is read back', () => {
    expect(readPublicKeyFile(stored(SIMULATED_CLINICIAN.public, 0o644))).toEqual(SIMULATED_CLINICIAN.public);
  });

  test.each([
    ['another key under the id', { publicKey: Buffer.alloc(32, 7).toString('base64') }],
    ['another id', { id: '0011223344556677' }],
    ['a key that is too short', { publicKey: 'AAAA' }],
  ])('with %s is refused', (_, change) => {
    const path = stored({ ...SIMULATED_CLINICIAN.public, ...change });
    expect(refusal(() => readPublicKeyFile(path)).code).toBe('keys/file-damaged');
  });
});

describe('writing a secret', () => {
  test('gives it to its owner alone and leaves nothing beside it', () => {
    const own = mkdtempSync(join(folder, 'own-'));
    writeSecretFile(join(own, 'a'), 'text', false);
    expect(statSync(join(own, 'a')).mode & 0o777).toBe(0o600);
    expect(readdirSync(own)).toEqual(['a']);
  });

  test('replaces nothing unless told to, and then keeps it narrow', () => {
    const path = stored('before', 0o644);
    expect(refusal(() => writeSecretFile(path, 'after', false)).code).toBe('keys/file-exists');
    expect(readFileSync(path, 'utf8')).toBe('before');
    writeSecretFile(path, 'after', true);
    expect(readFileSync(path, 'utf8')).toBe('after');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('where there is no folder is one clear line', () => {
    expect(refusal(() => writeSecretFile(join(folder, 'none', 'a'), 'text', false)).code).toBe(
      'keys/file-not-writable',
    );
  });

  test("a gateway's data directory is recognised from anywhere below it", () => {
    const data = mkdtempSync(join(folder, 'data-'));
    expect(recordsAbove(join(data, 'keys', 'a.json'))).toBeUndefined();
    writeFileSync(join(data, 'limber-data.json'), '{"kind":"real"}');
    expect(recordsAbove(join(data, 'keys', 'a.json'))).toBe(data);
    expect(recordsAbove(join(data, 'a.json'))).toBe(data);
  });
});
