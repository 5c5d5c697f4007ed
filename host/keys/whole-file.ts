import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface WholeFile {
  /** Less what the system's own mask takes away. */
  readonly mode?: number;
  /** False: a file that is there stays. */
  readonly replace?: boolean;
}

const BY_DEFAULT = 0o666;

/**
 * Whole or not at all, also when the disk is full or the power goes: a file of its own, brought to the disk, then named.
 * @throws the system's own error: EEXIST where a file is there that may not be replaced
 */
export function writeWholeFile(
  path: string,
  text: string,
  { mode = BY_DEFAULT, replace = true }: WholeFile = {},
): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    rmSync(draft, { force: true });
    writeThrough(draft, text, mode);
    // A link, unlike a rename, fails where the name is taken.
    if (replace) renameSync(draft, path);
    else linkSync(draft, path);
    syncFolder(dirname(path));
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeThrough(path: string, text: string, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    writeSync(file, text);
    // Some disks say that they are full only when it is brought to them.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
