import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';
import { NoSmallText, readSmallText, systemWords } from './small-file.ts';
import { type WholeFile, writeWholeFile } from './whole-file.ts';

/** What every data directory of a gateway has. */
const RECORDS_MARKER = 'limber-data.json';
const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/**
 * Whole or not at all, also when the power goes.
 * @throws LimberError keys/file-exists unless it may be replaced, keys/file-not-writable
 */
export const writeSecretFile = (path: string, text: string, replace: boolean): void =>
  writeKeptFile(path, text, { mode: OWNER_ONLY, replace });

/** For whom it is meant to be handed out to; takes the place of an earlier one. @throws LimberError keys/file-not-writable */
export const writePublicFile = (path: string, text: string): void => writeKeptFile(path, text, { replace: true });

function writeKeptFile(path: string, text: string, form: WholeFile): void {
  try {
    writeWholeFile(path, text, form);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw exists(path, cause);
    throw new LimberError('keys/file-not-writable', `${path} cannot be written: ${systemWords(cause)}.`, { cause });
  }
}

/** Before a passphrase is asked for. @throws LimberError keys/file-exists */
export function refuseExisting(path: string): void {
  if (existsSync(path)) throw exists(path);
}

/**
 * @param secret not to be read by anybody but its owner
 * @throws LimberError keys/file-unreadable, keys/file-exposed
 */
export function readKeptFile(path: string, secret: boolean): string {
  try {
    const status = statSync(path);
    // Pipes of a shell have modes of their own, and no one else gets at them.
    if (secret && status.isFile() && status.mode & OTHERS) throw exposed(path, status.mode);
    return readSmallText(path);
  } catch (cause) {
    if (cause instanceof LimberError) throw cause;
    const why = cause instanceof NoSmallText ? cause.message : systemWords(cause);
    throw new LimberError('keys/file-unreadable', `${path} cannot be read: ${why}.`, { cause });
  }
}

/** The gateway's data directory that a path lies in, if any: what a gateway may not have is not kept there. */
export function recordsAbove(path: string): string | undefined {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(join(folder, RECORDS_MARKER))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

const exists = (path: string, cause?: unknown): LimberError =>
  new LimberError('keys/file-exists', `${path} exists and is kept. Choose another --out, or replace it with --force.`, {
    cause,
  });

const exposed = (path: string, mode: number): LimberError =>
  new LimberError(
    'keys/file-exposed',
    `${path} can be read by others (mode ${(mode & 0o777).toString(8)}). Take that away with: chmod 600 ${path}`,
  );
