import { readFileSync } from 'node:fs';

/**
 * Files whose property names mean something outside of the bundle, or are looked up by text: the interpreter's own, the
 * wire's, and those of what is stored in flash. All other property names may be shortened.
 */
const NAMING_FILES = ['espruino.d.ts', '../protocol/link.ts', '../protocol/generated/device-wire.ts'];

/** Of these only what their interfaces name is stored. */
const STORING_FILES = ['../protocol/session-memory.ts', 'stimulator/session-store.ts'];

/** What an engineer at a bench calls by name. */
const BENCH_FILES = [
  'stim-dev.ts',
  '../protocol/hard-ceilings.ts',
  '../protocol/session-state.ts',
  '../protocol/session-config.ts',
  '../protocol/session-command.ts',
  '../protocol/session.ts',
];

const COMMENTS = /\/\*[\s\S]*?\*\/|\/\/.*/g;
const INTERFACES = /^(export )?interface [^}]*\}/gm;

const textOf = (file: string): string =>
  readFileSync(new URL(`../${file}`, import.meta.url), 'utf8').replaceAll(COMMENTS, '');

/** Every word of those files but of their comments: too many rather than one too few. */
export function keptNames(dev = false): string[] {
  const named = [...NAMING_FILES, ...(dev ? BENCH_FILES : [])].map(textOf);
  const stored = STORING_FILES.flatMap((file) => textOf(file).match(INTERFACES) ?? []);
  const words = [...named, ...stored].flatMap((text) => text.match(/[A-Za-z_$][\w$]*/g) ?? []);
  return [...new Set(words)];
}
