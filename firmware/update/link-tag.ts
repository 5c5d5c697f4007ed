import { BAND_SAYS, TAG_BYTES, tagStatement } from '../../protocol/firmware-manifest.ts';

const KEY_BYTES = 16;
const BLOCK_BYTES = 64;
const INNER = 0x36;
const OUTER = 0x5c;

type Sha256 = (message: Hashed | Hashed[]) => ArrayBuffer;

/** Null on a board whose interpreter has none: it takes firmware by cable only. */
export function nativeSha256(): Sha256 | null {
  try {
    return builtinModule('crypto').SHA256 ?? null;
  } catch {
    return null;
  }
}

/** The link key as flash keeps it; empty without one. */
export function linkKey(): string {
  const key = builtinModule('Storage').read('link.key');
  return key && key.length === KEY_BYTES ? key : '';
}

function padded(key: string, pad: number): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES).fill(pad);
  for (let i = 0; i < KEY_BYTES; i++) block[i] = key.charCodeAt(i) ^ pad;
  return block;
}

function tagOf(sha256: Sha256, key: string, statement: Uint8Array): Uint8Array {
  const inner = sha256([padded(key, INNER), statement]);
  return new Uint8Array(sha256([padded(key, OUTER), inner])).subarray(0, TAG_BYTES);
}

/** Of `payload`, what comes before its tag. @returns null where the tag is not the host's who has the link key */
export function openTagged(
  sha256: Sha256,
  salt: Uint8Array,
  kind: number,
  counter: number,
  payload: Uint8Array,
): Uint8Array | null {
  const key = linkKey();
  const bodyBytes = payload.length - TAG_BYTES;
  if (!key || bodyBytes < 0) return null;
  const body = payload.subarray(0, bodyBytes);
  const expected = tagOf(sha256, key, tagStatement(salt, kind, counter, body));
  return expected.join() === payload.subarray(bodyBytes).join() ? body : null;
}

/** That the band has the key too. */
export function bandTag(sha256: Sha256, salt: Uint8Array, kind: number, counter: number, body: Uint8Array): Uint8Array {
  return tagOf(sha256, linkKey(), tagStatement(salt, kind + BAND_SAYS, counter, body));
}
