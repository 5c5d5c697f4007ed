import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from './session-fixture.ts';

/** A small file system of its own, or null where this process may not mount one. */
export function mountTmpfs(options: string): string | null {
  const path = temporaryDirectory();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'pipe' });
  } catch {
    console.info('tmpfs cannot be mounted here: full-disk and read-only tests are skipped');
    return null;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', path]));
  return path;
}
