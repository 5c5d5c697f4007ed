import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';
import { systemWords } from '../keys/small-file.ts';

const BY_DEFAULT = 0o666;
const PERMISSIONS = 0o777;

/** Writes what a tool found, whole or not at all: what lay there stays where it cannot. @throws LimberError result/not-writable */
export function writeResult(file: string, text: string): void {
  try {
    const before = lstatSync(file, { throwIfNoEntry: false });
    // Devices, pipes and links are written where they are: a rename would put a file in their place.
    if (before && !before.isFile()) writeFileSync(file, text);
    else replaceWhole(file, text, (before?.mode ?? BY_DEFAULT) & PERMISSIONS);
  } catch (cause) {
    const message = `${file} cannot be written: ${systemWords(cause)}. Make room there, or name another place.`;
    throw new LimberError('result/not-writable', message, { cause });
  }
}

function replaceWhole(file: string, text: string, mode: number): void {
  const draft = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    rmSync(draft, { force: true });
    // Some disks say that they are full only when it is brought to them.
    writeFileSync(draft, text, { flag: 'wx', mode, flush: true });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
