import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the proof of the stimulation core lies; motion bands, pages and links have their own. */
const PLACES = [
  'test/faults/*.test.ts',
  'test/stim/*/*.test.ts',
  'test/keys/*.test.ts',
  'test/firmware/*.test.ts',
  'test/protocol/{session,seal,pulse,limits}*.test.ts',
  'test/records/{audit,dose}*.test.ts',
  'test/host/*{stim,dose,steers,clock}*.test.ts',
  'test/host/stop-everything.test.ts',
];
/** About motion bands and the toolchain. */
const OTHERS = ['motion-band', 'adding-a-board', 'syntax-gate', 'bundle', 'real-interpreter'].map(
  (name) => `test/firmware/${name}.test.ts`,
);

/** Paths from the project's root, sorted. */
export const stimulationTests = (): string[] =>
  globSync(PLACES, { cwd: root })
    .filter((path) => !OTHERS.includes(path))
    .sort();
