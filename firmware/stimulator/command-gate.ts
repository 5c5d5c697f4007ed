import { type Command, decodeCommand } from '../../protocol/generated/device-wire.ts';
import { readEnvelope, sealNonce } from '../../protocol/seal.ts';

/** 16 bytes, written at enrolment; without it nothing but STOP is ever obeyed. */
const KEY_FILE = 'link.key';
const KEY_BYTES = 16;

export interface OpenedCommand {
  readonly command: Command;
  /** The seal was good, and the counter inside is the one of its nonce. */
  readonly authentic: boolean;
}

export interface CommandGate {
  /** Null where the bytes are no command at all, or their seal is broken. */
  openCommand(message: Uint8Array): OpenedCommand | null;
}

function readKey(): Uint8Array | null {
  const text = builtinModule('Storage').read(KEY_FILE);
  if (!text || text.length !== KEY_BYTES) return null;
  const key = new Uint8Array(KEY_BYTES);
  for (let i = 0; i < KEY_BYTES; i++) key[i] = text.charCodeAt(i);
  return key;
}

/** @param salt the present connection's, changed in place when another begins. */
export function createCommandGate(salt: Uint8Array): CommandGate {
  const key = readKey();
  const aes = builtinModule('crypto').AES;
  return {
    openCommand(message) {
      const envelope = readEnvelope(message);
      if (!envelope) return null;
      if (!envelope.sealed) {
        const plain = decodeCommand(envelope.body);
        return plain && { command: plain, authentic: false };
      }
      if (!key) return null;
      const bytes = aes.ccmDecrypt(envelope.body, key, sealNonce(salt, envelope.counter), envelope.tag);
      const command = bytes ? decodeCommand(new Uint8Array(bytes)) : null;
      return command && { command: command, authentic: command.counter === envelope.counter };
    },
  };
}

/** A whole STOP in one packet, seen before anything is checked: header, plain envelope, kind STOP (22). */
export function isPlainStop(packet: Uint8Array): boolean {
  return packet[1] === 0 && packet[2] === 8 && packet[3] === 22;
}
