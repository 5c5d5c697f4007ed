import { writeFileSync } from 'node:fs';
import { badArgument } from './bad-argument.ts';

/** Writes what an analysis found. @throws LimberError where the file cannot be written */
export function writeResult(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw badArgument(`${file} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}
