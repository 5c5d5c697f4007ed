import { readFileSync } from 'node:fs';

/**
 * Files whose property names mean something outside of the bundle, or are looked up by text: the interpreter's own, the
 * wire's, and those of what is stored in flash. All other property names may be shortened.
 */
const NAMING_FILES = [
  'espruino.d.ts',
  '../protocol/link.ts',
  '../protocol/session-memory.ts',
  '../protocol/generated/device-wire.ts',
  'stimulator/session-store.ts',
];

/** What an engineer at a bench calls by name. */
const BENCH_FILES = [
  'stim-dev.ts',
  '../protocol/hard-ceilings.ts',
  '../protocol/session-state.ts',
  '../protocol/session-config.ts',
  '../protocol/session-command.ts',
  '../protocol/session.ts',
];

/** Every word of those files: too many rather than one too few. */
export function keptNames(dev = false): string[] {
  const words = [...NAMING_FILES, ...(dev ? BENCH_FILES : [])].flatMap((file) => {
    const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
    return text.match(/[A-Za-z_$][\w$]*/g) ?? [];
  });
  return [...new Set(words)];
}
