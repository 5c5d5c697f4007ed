import { eraseFile, readBytes, textOf, writeText } from './flash-file.ts';

const LINK_KEY_FILE = 'link.key';
const PRESCRIPTION_KEY_FILE = 'prescription.key';
export const KEY_BYTES = 16;

/** What a band was enrolled with. A key of the wrong length is no key. */
export interface BandKeys {
  /** Shared with the gateway: without it nothing but STOP is ever obeyed. */
  readonly link: Uint8Array | null;
  /** Shared with the prescriber alone: without it no prescription comes into force. */
  readonly prescription: Uint8Array | null;
}

function readKey(file: string): Uint8Array | null {
  const key = readBytes(file);
  return key && key.length === KEY_BYTES ? key : null;
}

export function readKeys(): BandKeys {
  return { link: readKey(LINK_KEY_FILE), prescription: readKey(PRESCRIPTION_KEY_FILE) };
}

/**
 * @param pair link key, then prescription key.
 * @returns false when flash did not take both; half a pair is worse than none, so that both are gone then.
 */
export function writeKeys(pair: Uint8Array): boolean {
  if (
    writeText(LINK_KEY_FILE, textOf(pair.subarray(0, KEY_BYTES))) &&
    writeText(PRESCRIPTION_KEY_FILE, textOf(pair.subarray(KEY_BYTES)))
  ) {
    return true;
  }
  eraseFile(LINK_KEY_FILE);
  eraseFile(PRESCRIPTION_KEY_FILE);
  return false;
}
