import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';
import { NoSmallText, readSmallText, systemWords } from './small-file.ts';

/** What every data directory of a gateway has. */
const RECORDS_MARKER = 'limber-data.json';
const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/**
 * Whole or not at all, also when the power goes: a file of its own, brought to the disk, then renamed.
 * @throws LimberError keys/file-exists unless it may be replaced, keys/file-not-writable
 */
export function writeSecretFile(path: string, text: string, replace: boolean): void {
  const folder = dirname(path);
  const draft = join(folder, `.${basename(path)}.${process.pid}`);
  try {
    writeThrough(draft, text);
    // A link, unlike a rename, fails where the name is taken.
    if (replace) renameSync(draft, path);
    else linkSync(draft, path);
    syncFolder(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw exists(path, cause);
    throw new LimberError('keys/file-not-writable', `${path} cannot be written: ${systemWords(cause)}.`, { cause });
  } finally {
    rmSync(draft, { force: true });
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

function writeThrough(path: string, text: string): void {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', OWNER_ONLY);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
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
