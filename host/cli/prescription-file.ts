import { existsSync, statSync, writeFileSync } from 'node:fs';
import { NoSmallText, readSmallText, systemWords, withoutSteering } from '../keys/small-file.ts';
import { writeWholeFile } from '../keys/whole-file.ts';
import { badArgument } from './bad-argument.ts';

/** What stands in a prescription's file, signed or not. @throws LimberError cli/bad-argument */
export function readPrescriptionFile(path: string): unknown {
  const document = readJsonFile(path, 'The prescription');
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document;
  throw badArgument(`The prescription ${path} is none: limber dose plan --out writes one.`);
}

/** @throws LimberError cli/bad-argument */
export function readJsonFile(path: string, what: string): unknown {
  try {
    return JSON.parse(readSmallText(path));
  } catch (cause) {
    throw badArgument(`${what} ${path} ${whyUnread(cause)}.`, { cause });
  }
}

function whyUnread(cause: unknown): string {
  // It quotes from the file.
  if (cause instanceof SyntaxError) return `is not JSON: ${withoutSteering(cause.message)}`;
  return `cannot be read: ${cause instanceof NoSmallText ? cause.message : systemWords(cause)}`;
}

const taken = (path: string, cause?: unknown) =>
  badArgument(`${path} exists and is kept. Choose another --out, or replace it with --force.`, { cause });

/** @throws LimberError cli/bad-argument */
export function refuseTaken(path: string): void {
  if (existsSync(path)) throw taken(path);
}

/** @throws LimberError cli/bad-argument where the file exists, unless it may be replaced, or cannot be written */
export const writeDocumentFile = (path: string, document: unknown, replace: boolean): void =>
  writeTextFile(path, `${JSON.stringify(document, null, 2)}\n`, replace);

/** @throws LimberError cli/bad-argument where the file exists, unless it may be replaced, or cannot be written */
export function writeTextFile(path: string, text: string, replace: boolean): void {
  try {
    // Pipes and devices are written to, not replaced.
    if (replace && existsSync(path) && !statSync(path).isFile()) writeFileSync(path, text);
    else writeWholeFile(path, text, { replace });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw taken(path, cause);
    throw badArgument(`${path} cannot be written: ${systemWords(cause)}.`, { cause });
  }
}
