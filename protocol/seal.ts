/**
 * How a command to a stim band is sealed; both sides share this layout (Espruino subset), the cipher itself is native on
 * each: AES-CCM with an 8-byte tag. CCM on Espruino takes no associated data, so the counter stands inside the plaintext too.
 *
 * Message on the command channel: 0, plain Command (STOP, and everything for motion bands), or
 * 1, counter in 5 bytes big endian, encrypted Command, tag. Nonce: 8-byte salt of the connection, then the counter, whose
 * top bit is the direction (0 from host to band).
 */
export const TAG_BYTES = 8;
export const SALT_BYTES = 8;
const COUNTER_BYTES = 5;

export function sealNonce(salt: Uint8Array, counter: number): Uint8Array {
  const nonce = new Uint8Array(SALT_BYTES + COUNTER_BYTES);
  nonce.set(salt);
  for (let i = 0; i < 4; i++) nonce[SALT_BYTES + 1 + i] = (counter >>> (24 - 8 * i)) & 255;
  return nonce;
}

export interface Envelope {
  sealed: boolean;
  /** 0 where not sealed. */
  counter: number;
  /** The plain command, or its ciphertext. */
  body: Uint8Array;
  tag: Uint8Array;
}

function part(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const copy = new Uint8Array(to - from);
  copy.set(bytes.subarray(from, to));
  return copy;
}

/** Null where the message is neither plain nor sealed or too short to be either. */
export function readEnvelope(message: Uint8Array): Envelope | null {
  if (message.length > 1 && message[0] === 0) {
    return { sealed: false, counter: 0, body: part(message, 1, message.length), tag: new Uint8Array(0) };
  }
  const headBytes = 1 + COUNTER_BYTES;
  if (message[0] !== 1 || message.length <= headBytes + TAG_BYTES) return null;
  // 32 bits of counter are a command every 0.5 s for 68 years; the byte above them must be 0 (host to band).
  if (message[1] !== 0) return null;
  const counter = ((message[2]! << 24) | (message[3]! << 16) | (message[4]! << 8) | message[5]!) >>> 0;
  const tagAt = message.length - TAG_BYTES;
  return {
    sealed: true,
    counter: counter,
    body: part(message, headBytes, tagAt),
    tag: part(message, tagAt, message.length),
  };
}

export function plainEnvelope(command: Uint8Array): Uint8Array {
  const message = new Uint8Array(command.length + 1);
  message.set(command, 1);
  return message;
}

export function sealedEnvelope(counter: number, ciphertext: Uint8Array, tag: Uint8Array): Uint8Array {
  const message = new Uint8Array(1 + COUNTER_BYTES + ciphertext.length + TAG_BYTES);
  message[0] = 1;
  for (let i = 0; i < 4; i++) message[2 + i] = (counter >>> (24 - 8 * i)) & 255;
  message.set(ciphertext, 1 + COUNTER_BYTES);
  message.set(tag, 1 + COUNTER_BYTES + ciphertext.length);
  return message;
}
