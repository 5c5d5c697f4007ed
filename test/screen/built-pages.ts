import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPages } from '../../host/screen/build.ts';

/** Pages bundled into a folder of their own, so that test files that run side by side don't overwrite each other's. */
export async function builtPages(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'limber-pages-'));
  await buildPages(folder);
  return folder;
}
