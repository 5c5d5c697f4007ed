import { eraseFile, readBytes, textOf, writeText } from './flash-file.ts';

/**
 * The prescription in force, still under its seal: what flash gives back is checked by the cipher once more. Two copies of
 * the same seal, each behind its CRC-32 and a write counter: one may be torn. Never an older one: superseded is superseded.
 */
const FILES = ['prescription.a', 'prescription.b'];
let writes = 0;

interface Copy {
  readonly writes: number;
  readonly sealed: Uint8Array;
}

/** "CRC-32 writes bytes": the CRC is of all that follows it. */
function readCopy(file: string): Copy | null {
  const text = builtinModule('Storage').read(file);
  if (!text) return null;
  const body = text.slice(text.indexOf(' ') + 1);
  if (text.slice(0, text.indexOf(' ') + 1) !== E.CRC32(body) + ' ') return null;
  const bytes = readBytes(file)!;
  const from = text.length - body.length + body.indexOf(' ') + 1;
  return { writes: parseInt(body, 10), sealed: bytes.subarray(from, bytes.length) };
}

/** Null where nothing was stored, or nothing of it can be read. */
export function readSealed(): Uint8Array | null {
  const copies = FILES.map(readCopy).filter((copy) => copy !== null) as Copy[];
  const newest = copies.reduce((best: Copy | null, copy) => (best && best.writes > copy.writes ? best : copy), null);
  if (!newest) return null;
  writes = newest.writes;
  return newest.sealed;
}

export function isSealedThere(): boolean {
  return FILES.some((file) => !!builtinModule('Storage').read(file));
}

/** @returns false when one of the copies does not read back. */
export function writeSealed(sealed: Uint8Array): boolean {
  writes++;
  const body = writes + ' ' + textOf(sealed);
  const text = E.CRC32(body) + ' ' + body;
  return FILES.every((file) => writeText(file, text));
}

/** @returns false when one is still there. */
export function eraseSealed(): boolean {
  return FILES.every(eraseFile);
}
