import { createDecipheriv } from 'node:crypto';
import { type Command, decodeCommand } from '../../protocol/generated/device-wire.ts';
import { readEnvelope, sealNonce, TAG_BYTES } from '../../protocol/seal.ts';

/** Opens what a host has sealed; null where it is not sealed, or not under this key and connection. */
export function openCommand(message: Uint8Array, key: Uint8Array, salt: Uint8Array): Command | null {
  const envelope = readEnvelope(message);
  if (!envelope?.sealed) return null;
  const nonce = sealNonce(salt, envelope.counter);
  try {
    const decipher = createDecipheriv('aes-128-ccm', key, nonce, { authTagLength: TAG_BYTES }).setAuthTag(envelope.tag);
    const bytes = decipher.update(envelope.body);
    decipher.final();
    return decodeCommand(bytes);
  } catch {
    return null;
  }
}
