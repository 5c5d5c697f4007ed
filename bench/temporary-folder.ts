import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gone when the work is done. */
export async function inFolder<Result>(work: (path: string) => Result | Promise<Result>): Promise<Result> {
  const path = mkdtempSync(join(tmpdir(), 'limber-bench-'));
  try {
    return await work(path);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

/** Keys of records that are thrown away are not left among the user's own. */
export function withTemporaryKeys<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  return inFolder((path) => {
    process.env.XDG_CONFIG_HOME = path;
    return work();
  });
}
