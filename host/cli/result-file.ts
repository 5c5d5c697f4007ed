import { lstatSync, writeFileSync } from 'node:fs';
import { LimberError } from '../../protocol/limber-error.ts';
import { systemWords } from '../keys/small-file.ts';
import { writeWholeFile } from '../keys/whole-file.ts';

const PERMISSIONS = 0o777;

/** Writes what a tool found, whole or not at all: what lay there stays where it cannot. @throws LimberError result/not-writable */
export function writeResult(file: string, text: string): void {
  try {
    const before = lstatSync(file, { throwIfNoEntry: false });
    // Devices, pipes and links are written where they are: a rename would put a file in their place.
    if (before && !before.isFile()) writeFileSync(file, text);
    else writeWholeFile(file, text, before ? { mode: before.mode & PERMISSIONS } : {});
  } catch (cause) {
    const message = `${file} cannot be written: ${systemWords(cause)}. Make room there, or name another place.`;
    throw new LimberError('result/not-writable', message, { cause });
  }
}
