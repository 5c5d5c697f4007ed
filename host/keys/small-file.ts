import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Keys, prescriptions and patterns have some KB: what is larger is another file, and is not taken in to find that out. */
const MOST_BYTES = 1_000_000;

/** What the system says, as far as a person can act upon it. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  ENOTDIR: 'what stands before its last "/" is no folder',
  EACCES: 'you have no permission',
  EPERM: 'you have no permission',
  EROFS: 'it lies on a disk that may only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  ENAMETOOLONG: 'its name is too long',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'nobody knows this name',
  EAI_AGAIN: 'the name could not be looked up',
  ELOOP: 'it is a link that leads back to itself',
};

export function systemWords(cause: unknown): string {
  const { code = 'nothing' } = cause as NodeJS.ErrnoException;
  return WORDS[code] ?? `the system says ${code}`;
}

/** Why a file is no text; its message goes into a sentence. */
export class NoSmallText extends Error {}

/**
 * A file of some KB, or a pipe, as text.
 * @throws NoSmallText where it is larger or no UTF-8; the system's own error where it cannot be read
 */
export function readSmallText(path: string): string {
  const file = openSync(path, 'r');
  try {
    if (fstatSync(file).isFile() && fstatSync(file).size > MOST_BYTES) throw tooLarge();
    return decoded(bytesOf(file));
  } finally {
    closeSync(file);
  }
}

/** Pipes and devices say no size beforehand. */
function bytesOf(file: number): Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.alloc(65_536);
    const taken = readSync(file, chunk);
    if (taken === 0) return Buffer.concat(chunks);
    length += taken;
    if (length > MOST_BYTES) throw tooLarge();
    chunks.push(chunk.subarray(0, taken));
  }
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new NoSmallText('it is no UTF-8 text');
  }
}

const tooLarge = (): NoSmallText => new NoSmallText('it has more than 1 MB, which none of these has');

/** Nothing that a file says may steer a terminal: control characters, and those that turn the direction of writing. */
const STEERING = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

export const steersTerminal = (text: string): boolean => STEERING.test(text);

export const withoutSteering = (text: string): string => text.replaceAll(new RegExp(STEERING, 'gu'), '\ufffd');
