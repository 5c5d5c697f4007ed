import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { badArgument } from './bad-argument.ts';

/** What stands in a prescription's file, signed or not. @throws LimberError cli/bad-argument */
export function readPrescriptionFile(path: string): unknown {
  return readJsonFile(path, 'The prescription');
}

/** @throws LimberError cli/bad-argument */
export function readJsonFile(path: string, what: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const why =
      cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : `cannot be read: ${(cause as Error).message}`;
    throw badArgument(`${what} ${path} ${why}.`, { cause });
  }
}

const taken = (path: string, cause?: unknown) =>
  badArgument(`${path} exists and is kept. Choose another --out, or replace it with --force.`, { cause });

/** @throws LimberError cli/bad-argument */
export function refuseTaken(path: string): void {
  if (existsSync(path)) throw taken(path);
}

/** @throws LimberError cli/bad-argument where the file exists, unless it may be replaced, or cannot be written */
export function writeDocumentFile(path: string, document: unknown, replace: boolean): void {
  try {
    writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`, { flag: replace ? 'w' : 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw taken(path, cause);
    throw badArgument(`${path} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}
