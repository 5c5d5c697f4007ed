import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';

export type FirmwareRole = 'motion' | 'stim';

/** A file that the firmware loads when it needs it. */
export interface ModuleImage {
  readonly name: string;
  readonly bytes: string;
}

/** What is put on a band; one character a byte, as it travels. */
export interface FirmwareImages {
  readonly role: FirmwareRole;
  readonly development: boolean;
  /** Of the build that the images belong to. */
  readonly version: string;
  readonly main: string;
  /** Runs one of the two slots: firmware/boot.ts. */
  readonly loader: string;
  readonly modules: readonly ModuleImage[];
}

/** Modules by the part of firmware/build/band-parts.ts that they are; without roles, every band has it. */
const MODULES: readonly { readonly part: string; readonly name: string; readonly role?: FirmwareRole }[] = [
  { part: 'service', name: 'limber.srv' },
  { part: 'log', name: 'limber.rec', role: 'motion' },
];
export const MODULE_FILES: readonly string[] = MODULES.map(({ name }) => name);

const DIST = join('firmware', 'dist');

/** Where `npm run firmware`, or the package's build, put its files. @throws LimberError firmware/not-built */
export function firmwareFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (tryRead(join(folder, DIST, 'manifest.json')) !== undefined) return join(folder, DIST);
    if (dirname(folder) === folder)
      throw new LimberError('firmware/not-built', 'The firmware has not been built. Run "npm run firmware".');
  }
}

/** @throws LimberError firmware/not-built */
export function readImages(role: FirmwareRole, development: boolean, folder = firmwareFolder()): FirmwareImages {
  const read = (name: string): string => {
    const text = tryRead(join(folder, name));
    if (text !== undefined) return text;
    throw new LimberError('firmware/not-built', `${join(folder, name)} is missing. Run "npm run firmware".`);
  };
  const manifest = JSON.parse(read('manifest.json')) as Record<string, { readonly version?: string }>;
  return {
    role,
    development,
    version: manifest[role]?.version ?? 'unknown',
    main: read(`${role}-${development ? 'dev' : 'release'}.js`),
    loader: read('boot.js'),
    modules: MODULES.filter((module) => (module.role ?? role) === role).map(({ part, name }) => ({
      name,
      bytes: read(`${part}.js`),
    })),
  };
}

function tryRead(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
