import { createCipheriv } from 'node:crypto';
import { SALT_BYTES, sealedEnvelope, sealNonce, TAG_BYTES } from '../../protocol/seal.ts';

/**
 * Seals an encoded command with AES-128-CCM and an 8-byte tag (NIST SP 800-38C), the cipher an nRF52840 Espruino has built in.
 *
 * @param key 16 bytes, the link key shared by gateway and band
 * @param salt 8 bytes from the band's hello, fresh with each connection: no nonce is ever used twice under one key
 */
export function sealCommand(command: Uint8Array, counter: number, key: Uint8Array, salt: Uint8Array): Uint8Array {
  if (salt.length !== SALT_BYTES) throw new RangeError(`salt must have ${SALT_BYTES} bytes, got ${salt.length}`);
  const cipher = createCipheriv('aes-128-ccm', key, sealNonce(salt, counter), { authTagLength: TAG_BYTES });
  const ciphertext = cipher.update(command);
  cipher.final();
  return sealedEnvelope(counter, ciphertext, cipher.getAuthTag());
}
