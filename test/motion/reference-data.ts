import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Recordings are not part of the project: LIMBER_DATA, or ../shared/data beside the repository. */
const ROOT = process.env.LIMBER_DATA ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

/** The folder of a data set, or undefined (and a line on the console) where a clone has none. */
export function dataSet(name: string): string | undefined {
  const folder = join(ROOT, name);
  if (existsSync(folder)) return folder;
  console.warn(`skipped: no recordings in ${folder} (set LIMBER_DATA)`);
  return undefined;
}

export function readDoubles(file: string): Float64Array {
  const bytes = gunzipSync(readFileSync(file));
  return new Float64Array(Uint8Array.from(bytes).buffer);
}

export function readFloats(file: string): Float32Array {
  const bytes = gunzipSync(readFileSync(file));
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

export const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
