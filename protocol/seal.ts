/**
 * How a command to a stim band is sealed; both sides share this layout (Espruino subset), the cipher itself is native on
 * each: AES-CCM with an 8-byte tag. CCM on Espruino takes no associated data, so the counter stands inside the plaintext too.
 *
 * Message on the command channel: 0, plain Command (STOP, and everything for motion bands), or
 * 1, counter in 5 bytes big endian, encrypted Command, tag. Nonce: 8-byte salt of the connection, then the counter, whose
 * top bit is the direction (0 from host to band; 1 for proofs, the only thing that a band seals).
 */
export const TAG_BYTES = 8;
export const SALT_BYTES = 8;
export const CHALLENGE_BYTES = 8;
/** A sealed prescription begins with its own nonce: it is made where no connection is. */
export const PRESCRIPTION_NONCE_BYTES = 13;
const COUNTER_BYTES = 5;

export function sealNonce(salt: Uint8Array, counter: number): Uint8Array {
  const nonce = new Uint8Array(SALT_BYTES + COUNTER_BYTES);
  nonce.set(salt);
  new DataView(nonce.buffer).setUint32(SALT_BYTES + 1, counter, false);
  return nonce;
}

/** The band's direction, used for nothing but proofs: the number of a command that was taken makes it a nonce used once. */
export function proofNonce(salt: Uint8Array, counter: number): Uint8Array {
  const nonce = sealNonce(salt, counter);
  nonce[SALT_BYTES] = 0x80;
  return nonce;
}

/** What a band says of itself in its hello, and proves. */
export interface ProvenHello {
  readonly deviceId: string;
  readonly simulated: boolean;
  readonly firmwareHash: number;
}

/**
 * What the proof's tag is made over; it is not sent, both sides know it: id, 1 where simulated, firmware hash (4 bytes LE), challenge.
 * Only the id varies in length, so that no two hellos make the same bytes.
 */
export function proofStatement(hello: ProvenHello, challenge: Uint8Array): Uint8Array {
  const idBytes = hello.deviceId.length;
  const statement = new Uint8Array(idBytes + 5 + CHALLENGE_BYTES);
  for (let i = 0; i < idBytes; i++) statement[i] = hello.deviceId.charCodeAt(i);
  statement[idBytes] = hello.simulated ? 1 : 0;
  new DataView(statement.buffer).setUint32(idBytes + 1, hello.firmwareHash, true);
  statement.set(challenge, idBytes + 5);
  return statement;
}

export interface Envelope {
  sealed: boolean;
  /** 0 where not sealed. */
  counter: number;
  /** The plain command, or its ciphertext. */
  body: Uint8Array;
  tag: Uint8Array;
}

/** Null where the message is neither plain nor sealed or too short to be either. */
export function readEnvelope(message: Uint8Array): Envelope | null {
  if (message.length > 1 && message[0] === 0) {
    return { sealed: false, counter: 0, body: message.subarray(1, message.length), tag: new Uint8Array(0) };
  }
  const headBytes = 1 + COUNTER_BYTES;
  if (message[0] !== 1 || message.length <= headBytes + TAG_BYTES) return null;
  // 32 bits of counter are a command every 0.5 s for 68 years; the byte above them must be 0 (host to band).
  if (message[1] !== 0) return null;
  const counter = new DataView(message.buffer, message.byteOffset).getUint32(2, false);
  const tagAt = message.length - TAG_BYTES;
  return {
    sealed: true,
    counter: counter,
    body: message.subarray(headBytes, tagAt),
    tag: message.subarray(tagAt, message.length),
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
  new DataView(message.buffer).setUint32(2, counter, false);
  message.set(ciphertext, 1 + COUNTER_BYTES);
  message.set(tag, 1 + COUNTER_BYTES + ciphertext.length);
  return message;
}
