import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { LimberError } from '../protocol/limber-error.ts';
import { systemWords } from './keys/small-file.ts';
import { writeWholeFile } from './keys/whole-file.ts';
import { PUBLIC_ID } from './records/session-document.ts';

const FILE = 'site.json';
const SITE = v.strictObject({ site: v.pipe(v.string(), v.regex(PUBLIC_ID)) });
const FIRST_SITE = 'home';

/**
 * What a broker knows this gateway as: what is said now, else what was said last. A gateway that forgot it would publish as another.
 * @throws LimberError records/directory-not-writable where it cannot be kept
 */
export function siteOf(dataDir: string, said?: string): string {
  const path = join(dataDir, FILE);
  const before = readSite(path);
  if (said !== undefined && said !== before) keepSite(path, said);
  return said ?? before ?? FIRST_SITE;
}

function keepSite(path: string, site: string): void {
  try {
    writeWholeFile(path, `${JSON.stringify({ site })}\n`);
  } catch (cause) {
    const message = `${path} cannot be written: ${systemWords(cause)}.`;
    throw new LimberError('records/directory-not-writable', message, { cause });
  }
}

function readSite(path: string): string | undefined {
  try {
    return v.parse(SITE, JSON.parse(readFileSync(path, 'utf8'))).site;
  } catch {
    // Never said, or not ours.
    return undefined;
  }
}
