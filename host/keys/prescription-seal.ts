import { createCipheriv } from 'node:crypto';
import { encodeSealedPrescription, type SealedPrescription } from '../../protocol/message.ts';
import { PRESCRIPTION_NONCE_BYTES, TAG_BYTES } from '../../protocol/seal.ts';

/**
 * What a PRESCRIBE carries: nonce, ciphertext, tag. Only prescriber and band have the key: a gateway passes it on unread.
 * @param nonce 13 random bytes, new for each seal: two seals under one nonce would give the key away
 * @throws RangeError for a key or nonce of another length
 */
export function sealPrescription(prescription: SealedPrescription, key: Uint8Array, nonce: Uint8Array): Uint8Array {
  if (nonce.length !== PRESCRIPTION_NONCE_BYTES) throw new RangeError(`a nonce has ${PRESCRIPTION_NONCE_BYTES} bytes`);
  const cipher = createCipheriv('aes-128-ccm', key, nonce, { authTagLength: TAG_BYTES });
  const ciphertext = cipher.update(encodeSealedPrescription(prescription));
  cipher.final();
  return new Uint8Array(Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]));
}
