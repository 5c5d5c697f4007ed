import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SOURCES = ['firmware/**/*.ts', 'protocol/**/*.ts'];
const WRITTEN_LAST = `${ROOT}firmware/dist/manifest.json`;

const changedMs = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The simulator runs what was built: whoever changed a source and forgot that is not told about the firmware before. */
function buildStaleFirmware(): void {
  const sources = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
  if (sources.some((path) => changedMs(`${ROOT}${path}`) > changedMs(WRITTEN_LAST)))
    execFileSync(process.execPath, ['firmware/build/build.ts'], { cwd: ROOT, stdio: 'inherit' });
}

/** Before the first test: prints the seed of everything random. Half of a program's start is saved to whoever starts it again. */
export function setup(): () => void {
  // Keys of records that no test keeps are not left among the user's own.
  const home = mkdtempSync(join(tmpdir(), 'limber-configuration-'));
  process.env.XDG_CONFIG_HOME = home;
  process.env.NODE_COMPILE_CACHE ??= `${ROOT}node_modules/.cache/compiled`;
  console.log(`seed ${process.env.LIMBER_SEED ?? 20261122} (LIMBER_SEED repeats a run)`);
  buildStaleFirmware();
  return () => rmSync(home, { recursive: true, force: true });
}
