import { createCipheriv, timingSafeEqual } from 'node:crypto';
import {
  type ProvenHello,
  proofNonce,
  proofStatement,
  SALT_BYTES,
  sealedEnvelope,
  sealNonce,
  TAG_BYTES,
} from '../../protocol/seal.ts';

const COUNTER_MAX = 0xffffffff;

/**
 * Seals an encoded command with AES-128-CCM and an 8-byte tag (NIST SP 800-38C), the cipher an nRF52840 Espruino has built in.
 *
 * @param key 16 bytes, the link key shared by gateway and band
 * @param salt 8 bytes from the band's hello, fresh with each connection: no nonce is ever used twice under one key
 */
export function sealCommand(command: Uint8Array, counter: number, key: Uint8Array, salt: Uint8Array): Uint8Array {
  if (salt.length !== SALT_BYTES) throw new RangeError(`salt must have ${SALT_BYTES} bytes, got ${salt.length}`);
  // Beyond 32 bits the nonce would begin anew: somebody else's frame may say that any number was heard.
  if (!Number.isInteger(counter) || counter < 0 || counter > COUNTER_MAX)
    throw new RangeError(`no command has the number ${counter}`);
  const { ciphertext, tag } = encrypt(command, key, sealNonce(salt, counter));
  return sealedEnvelope(counter, ciphertext, tag);
}

/** Whether a band that says this of itself has shown, in answer to the challenge with this number, that it has the link key. */
export function fitsProof(
  hello: ProvenHello & { readonly salt: Uint8Array },
  key: Uint8Array,
  counter: number,
  challenge: Uint8Array,
  proof: Uint8Array,
): boolean {
  if (hello.salt.length !== SALT_BYTES || proof.length !== TAG_BYTES) return false;
  const { tag } = encrypt(proofStatement(hello, challenge), key, proofNonce(hello.salt, counter));
  return timingSafeEqual(tag, proof);
}

function encrypt(plain: Uint8Array, key: Uint8Array, nonce: Uint8Array): { ciphertext: Uint8Array; tag: Uint8Array } {
  const cipher = createCipheriv('aes-128-ccm', key, nonce, { authTagLength: TAG_BYTES });
  const ciphertext = cipher.update(plain);
  cipher.final();
  return { ciphertext, tag: cipher.getAuthTag() };
}

const REMEMBERED = 256;

export interface Sealer {
  readonly seal: typeof sealCommand;
  /** Highest number that has sealed anything under the present salt; 0: none. */
  readonly highest: () => number;
}

/**
 * Seals, and refuses what would use a nonce twice: under one salt a number belongs to one command, which may be sent again. Two
 * commands under one nonce would give away what both say, and let others be forged.
 */
export function createSealer(): Sealer {
  const sealed = new Map<number, string>();
  let present = '';
  let highest = 0;
  const seal: typeof sealCommand = (command, counter, key, salt) => {
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
  return { seal, highest: () => highest };
}
