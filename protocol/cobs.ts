/**
 * Consistent Overhead Byte Stuffing (Cheshire and Baker 1999): bytes without any zero, so that a zero ends a packet on a
 * serial line.
 */

/** @returns the encoding without the closing zero; at most one byte in 254 longer, plus one. */
export function encodeCobs(bytes: Uint8Array): Uint8Array {
  const encoded = new Uint8Array(bytes.length + Math.floor(bytes.length / 254) + 1);
  let codeAt = 0;
  let at = 1;
  for (const byte of bytes) {
    if (at - codeAt === 255) {
      encoded[codeAt] = 255;
      codeAt = at++;
    }
    if (byte !== 0) encoded[at++] = byte;
    else {
      encoded[codeAt] = at - codeAt;
      codeAt = at++;
    }
  }
  encoded[codeAt] = at - codeAt;
  return encoded.subarray(0, at);
}

/** @returns the bytes, or null where a code points past the end or a zero stands inside: not a whole encoding. */
export function decodeCobs(encoded: Uint8Array): Uint8Array | null {
  const bytes = new Uint8Array(encoded.length);
  let length = 0;
  let at = 0;
  while (at < encoded.length) {
    const code = encoded[at]!;
    if (code === 0 || at + code > encoded.length) return null;
    for (let i = 1; i < code; i++) {
      if (encoded[at + i] === 0) return null;
      bytes[length++] = encoded[at + i]!;
    }
    at += code;
    if (code < 255 && at < encoded.length) bytes[length++] = 0;
  }
  return bytes.subarray(0, length);
}
