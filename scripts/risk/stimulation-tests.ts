import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the proof of the stimulation core lies; motion bands, pages and links have their own. */
const PLACES = [
  'test/faults/*.test.ts',
  'test/stim/**/*.test.ts',
  'test/keys/*.test.ts',
  'test/protocol/{session,verify,seal,pulse,limits}*.test.ts',
  'test/records/{audit,dose}*.test.ts',
];

/** Paths from the project's root, sorted. */
export const stimulationTests = (): string[] => globSync(PLACES, { cwd: root }).sort();
