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

const REMEMBERED = 256;

/**
 * Seals, and refuses what would use a nonce twice: under one salt a number belongs to one command, which may be sent again. Two
 * commands under one nonce would give away what both say, and let others be forged.
 */
export function createSealer(): typeof sealCommand {
  const sealed = new Map<number, string>();
  let present = '';
  let highest = 0;
  return (command, counter, key, salt) => {
    const [text, connection] = [command, salt].map((bytes) => Buffer.from(bytes).toString('hex')) as [string, string];
    if (connection !== present) {
      sealed.clear();
      highest = 0;
      present = connection;
    }
    const before = sealed.get(counter);
    if (before === undefined ? counter <= highest : before !== text)
      throw new RangeError(`the number ${counter} has sealed another command of this connection`);
    sealed.set(counter, text);
    highest = Math.max(highest, counter);
    const [oldest] = sealed.keys();
    if (sealed.size > REMEMBERED) sealed.delete(oldest!);
    return sealCommand(command, counter, key, salt);
  };
}
