import {
  type Command,
  decodeCommand,
  decodeSealedPrescription,
  type SealedPrescription,
} from '../../protocol/generated/device-wire.ts';
import {
  CHALLENGE_BYTES,
  PRESCRIPTION_NONCE_BYTES,
  type ProvenHello,
  proofNonce,
  proofStatement,
  readEnvelope,
  sealNonce,
  TAG_BYTES,
} from '../../protocol/seal.ts';
import { textOf } from './flash-file.ts';
import { type BandKeys, readKeys } from './key-files.ts';

/** STOP, SAY_HELLO and ENROL are shorter. Decoding is a loop in JavaScript, which strangers may not make long. */
const PLAIN_BYTES_MAX = 80;

export interface OpenedCommand {
  readonly command: Command;
  /** The seal was good, and the counter inside is the one of its nonce. */
  readonly authentic: boolean;
  /** Of an authentic PRESCRIBE; null in all else, and where the prescription key does not open it. */
  readonly prescription: SealedPrescription | null;
}

/** A message whose seal was good, or that has none. */
export interface UnsealedMessage {
  readonly body: Uint8Array;
  /** 0 where there was no seal. */
  readonly counter: number;
}

export interface CommandGate {
  /** Null where the bytes are no message at all, or their seal is broken. */
  unseal(message: Uint8Array): UnsealedMessage | null;
  /** Null where it is no command. */
  openCommand(unsealed: UnsealedMessage): OpenedCommand | null;
  /** Null where the prescription key does not open it. */
  openPrescription(sealed: Uint8Array): SealedPrescription | null;
  /**
   * That this band has the link key and is what its hello says; empty without a challenge.
   * @param counter of a command that was just taken: there is no other proof with it
   */
  proof(hello: ProvenHello, challenge: Uint8Array, counter: number): Uint8Array;
  isEnrolled(): boolean;
  /** Keys were written. @returns whether the prescription key is another one now. */
  reload(): boolean;
}

function textOfKey(key: Uint8Array | null): string {
  return key ? textOf(key) : '';
}

/** @param salt the present connection's, changed in place when another begins. */
export function createCommandGate(salt: Uint8Array): CommandGate {
  const aes = builtinModule('crypto').AES;
  let keys: BandKeys = readKeys();

  function openPrescription(sealed: Uint8Array): SealedPrescription | null {
    const tagAt = sealed.length - TAG_BYTES;
    if (!keys.prescription || tagAt <= PRESCRIPTION_NONCE_BYTES) return null;
    const nonce = sealed.subarray(0, PRESCRIPTION_NONCE_BYTES);
    const body = sealed.subarray(PRESCRIPTION_NONCE_BYTES, tagAt);
    const bytes = aes.ccmDecrypt(body, keys.prescription, nonce, sealed.subarray(tagAt));
    return bytes ? decodeSealedPrescription(new Uint8Array(bytes)) : null;
  }
  return {
    unseal(message) {
      const envelope = readEnvelope(message);
      if (!envelope) return null;
      const body = envelope.body;
      const counter = envelope.counter;
      if (!envelope.sealed) return body.length > PLAIN_BYTES_MAX ? null : { body: body, counter: 0 };
      if (!keys.link || counter === 0) return null;
      const bytes = aes.ccmDecrypt(body, keys.link, sealNonce(salt, counter), envelope.tag);
      return bytes ? { body: new Uint8Array(bytes), counter: counter } : null;
    },
    openCommand(unsealed) {
      const command = decodeCommand(unsealed.body);
      if (!command) return null;
      const authentic = unsealed.counter > 0 && unsealed.counter === command.counter;
      const prescription = authentic && command.kind === 'PRESCRIBE' ? openPrescription(command.sealed) : null;
      return { command: command, authentic: authentic, prescription: prescription };
    },
    openPrescription: openPrescription,
    proof(hello, challenge, counter) {
      if (challenge.length !== CHALLENGE_BYTES) return new Uint8Array(0);
      const statement = proofStatement(hello, challenge);
      return new Uint8Array(aes.ccmEncrypt(statement, keys.link!, proofNonce(salt, counter), TAG_BYTES).tag);
    },
    isEnrolled: () => !!keys.link || !!keys.prescription,
    reload() {
      const before = textOfKey(keys.prescription);
      keys = readKeys();
      return before !== textOfKey(keys.prescription);
    },
  };
}

/** A Command that begins as a STOP does: kind (field 1) 22. */
export function isStop(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 8 && bytes[at + 1] === 22;
}

/** A STOP without a seal in one packet, seen before anything is checked: after header and mark of a plain envelope. */
export function isPlainStop(packet: Uint8Array): boolean {
  return packet[1] === 0 && isStop(packet, 2);
}
