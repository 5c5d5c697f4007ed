import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LimberError } from '../../protocol/limber-error.ts';
import { systemWords } from '../keys/small-file.ts';
import { writeWholeFile } from '../keys/whole-file.ts';

/** Whole or not at all. @throws LimberError fleet/not-writable */
export function writeWhole(path: string, text: string): void {
  try {
    writeWholeFile(path, text, { mode: 0o644 });
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

export const notWritable = (path: string, cause: unknown): LimberError =>
  new LimberError('fleet/not-writable', `${path} cannot be written: ${systemWords(cause)}.`, { cause });

/**
 * One command at a time works on a list. The kernel ends this lock with the process: nothing stale is left.
 * @returns to release it @throws LimberError fleet/in-use, fleet/not-writable
 */
export function lockFleet(stem: string): () => void {
  const path = join(dirname(stem), `.${basename(stem)}.lock`);
  try {
    const lock = new DatabaseSync(path, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return () => lock.close();
  } catch (cause) {
    if ((cause as { readonly errcode?: number }).errcode !== 5) throw notWritable(path, cause);
    throw new LimberError(
      'fleet/in-use',
      `Another limber fleet works on ${basename(stem)} just now. Let it end first.`,
      {
        cause,
      },
    );
  }
}
