import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the proof of the stimulation core lies; motion bands, pages and links have their own. */
const PLACES = [
  'test/faults/*.test.ts',
  'test/soak/*.test.ts',
  'test/stim/*/*.test.ts',
  'test/connect/outgoing.test.ts',
  'test/keys/*.test.ts',
  'test/firmware/*.test.ts',
  'test/protocol/{session,seal,pulse,limits}*.test.ts',
  'test/records/{audit,dose}*.test.ts',
  'test/host/*{stim,dose,steers,clock}*.test.ts',
  'test/host/stop-everything.test.ts',
  'test/screen/network*.test.ts',
];
/** They name the stim band, and show nothing of it. */
const OTHERS = ['motion-band', 'bundle', 'update-service'].map((name) => `test/firmware/${name}.test.ts`);
/** Tests of motion bands, their log, boards and the toolchain do not speak of stimulation. */
const isAboutStimulation = (path: string): boolean =>
  !path.startsWith('test/firmware/') || /\bstim/.test(readFileSync(join(root, path), 'utf8'));

/** Paths from the project's root, sorted. */
export const stimulationTests = (): string[] =>
  globSync(PLACES, { cwd: root })
    .filter((path) => !OTHERS.includes(path) && isAboutStimulation(path))
    .sort();
