import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sealCommand } from '../../host/connect/command-seal.ts';
import { plainEnvelope, readEnvelope, sealNonce } from '../../protocol/seal.ts';

/** Source: Espruino's documented AES.ccmEncrypt vector, checked against Node's aes-128-ccm. */
const vectors = JSON.parse(readFileSync(new URL('../fixtures/auth_vectors.json', import.meta.url), 'utf8')) as {
  ccm: Record<'key' | 'nonce' | 'plain' | 'cipher' | 'tag8', string>;
};
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

test('sealing agrees with the published vector', () => {
  const { key, nonce, plain, cipher, tag8 } = vectors.ccm;
  const salt = bytes(nonce).slice(0, 8);
  expect(Buffer.from(sealNonce(salt, 0x2a)).toString('hex')).toBe(nonce);
  const envelope = readEnvelope(sealCommand(bytes(plain), 0x2a, bytes(key), salt))!;
  expect(envelope).toMatchObject({ sealed: true, counter: 0x2a });
  expect(Buffer.from(envelope.body).toString('hex')).toBe(cipher);
  expect(Buffer.from(envelope.tag).toString('hex')).toBe(tag8);
});

test('a plain envelope carries the command as it is', () => {
  expect(readEnvelope(plainEnvelope(Uint8Array.of(8, 22)))).toMatchObject({
    sealed: false,
    body: Uint8Array.of(8, 22),
  });
});

test('a sealed envelope cut off anywhere, or of an unknown kind, is none', () => {
  const whole = sealCommand(Uint8Array.of(8, 17), 7, new Uint8Array(16), new Uint8Array(8));
  for (let length = 0; length < 15; length++) expect(readEnvelope(whole.slice(0, length))).toBeNull();
  expect(readEnvelope(Uint8Array.of(2, 1, 2, 3))).toBeNull();
});
