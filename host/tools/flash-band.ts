import { IMAGE_FILES, RUNS, readSlotRecord } from '../../protocol/slot-record.ts';
import type { InterpreterConsole } from './espruino-console.ts';
import { type BandFacts, crc32OfText, LOADER_FILE, PLANNED_FILES, type StoredFile, type Switch } from './flash-plan.ts';

/** What the tool has an interpreter do, as expressions that a 2v25 evaluates. */
const STORAGE_MS = 20_000;
/** Tidying up 2 MB of flash, page by page: no board was measured. */
const COMPACT_MS = 240_000;
const COPY_BYTES = 1024;
/** In every stim image, and in no motion image. */
const STIM_MARK = 'prescription.key';
const STIM_FILES: readonly string[] = ['prescription.key', 'session.a', 'session.b'];
const LOG_PREFIX = 'limber.log';
const SLOT_FILES: readonly string[] = ['limber.slot', 'limber.slo2'];

const withStorage = (body: string): string => `(function(s){${body}})(require("Storage"))`;
const text = JSON.stringify;

/** Length and CRC-32 of each file that is there. */
export async function readStored(
  console: InterpreterConsole,
  names: readonly string[],
): Promise<Map<string, StoredFile>> {
  const expression = withStorage(
    `return ${text(names)}.map(function(n){var d=s.read(n);return d?[d.length,E.CRC32(d)]:0})`,
  );
  const found = (await console.evaluate(expression, STORAGE_MS)) as readonly (readonly [number, number] | 0)[];
  const stored = new Map<string, StoredFile>();
  names.forEach((name, index) => {
    const pair = found[index];
    if (pair) stored.set(name, { bytes: pair[0], crc32: pair[1] });
  });
  return stored;
}

export async function readFacts(console: InterpreterConsole): Promise<BandFacts> {
  const files = await readStored(console, [...PLANNED_FILES, ...STIM_FILES]);
  const records = (await console.evaluate(
    withStorage(`return ${text(SLOT_FILES)}.map(function(n){return s.read(n)||""})`),
  )) as readonly string[];
  const slots = readSlotRecord((name) => records[SLOT_FILES.indexOf(name)] || undefined, crc32OfText);
  const runs = slots ? IMAGE_FILES[slots[RUNS]!]! : LOADER_FILE;
  return {
    freeBytes: await readFree(console),
    files,
    slots,
    role: files.has(runs) ? await readRole(console, runs) : null,
    wasStim: STIM_FILES.some((name) => files.has(name)),
  };
}

/** A program that is none of ours has no role. */
async function readRole(console: InterpreterConsole, file: string): Promise<BandFacts['role']> {
  const expression = withStorage(
    `var d=s.read(${text(file)});return d.indexOf(${text(STIM_MARK)})<0?d.indexOf("limber.")<0?0:1:2`,
  );
  const role = await console.evaluate(expression, STORAGE_MS);
  return role === 2 ? 'stim' : role === 1 ? 'motion' : null;
}

const readFree = async (console: InterpreterConsole): Promise<number> =>
  (await console.evaluate(withStorage('return s.getFree()'), STORAGE_MS)) as number;

/** What takes most of its flash, for whoever must make room. */
export async function readGreatest(console: InterpreterConsole): Promise<string> {
  const expression = withStorage(
    'return s.list().map(function(n){var d=s.read(n);return [d?d.length:0,n]}).sort(function(a,b){return b[0]-a[0]}).slice(0,4)',
  );
  const files = (await console.evaluate(expression, STORAGE_MS)) as readonly (readonly [number, string])[];
  return files.map(([bytes, name]) => `${name} ${bytes}`).join(', ');
}

/** Erases files, and lets Storage tidy up. @returns the bytes free then */
export async function makeRoom(console: InterpreterConsole, names: readonly string[]): Promise<number> {
  await console.evaluate(
    withStorage(`${text(names)}.forEach(function(n){s.erase(n)});s.compact();return 1`),
    COMPACT_MS,
  );
  return readFree(console);
}

/** The blocks of its log, in flash. */
export const readLogFiles = async (console: InterpreterConsole): Promise<readonly string[]> =>
  (await console.evaluate(
    withStorage(`return s.list().filter(function(n){return n.indexOf(${text(LOG_PREFIX)})==0})`),
  )) as readonly string[];

export async function switchOver(console: InterpreterConsole, { copies, record, erased }: Switch): Promise<void> {
  // Piece by piece: a file is longer than what an interpreter takes at once.
  const copy = `function(f,t){for(var n=s.read(f).length,i=0;i<n;i+=${COPY_BYTES})s.write(t,s.read(f,i,${COPY_BYTES}),i,n)}`;
  const isModule = ({ to }: { readonly to: string }): boolean => to !== LOADER_FILE;
  const copied = (chosen: Switch['copies']): string =>
    chosen.map(({ from, to }) => `c(${text(from)},${text(to)});`).join('');
  // The loader last: until it is there, what was started before is started again.
  const steps = [
    `var c=${copy};`,
    copied(copies.filter(isModule)),
    `s.write(${text(record.name)},${text(record.text)});`,
    copied(copies.filter((entry) => !isModule(entry))),
    `${text(erased)}.forEach(function(n){s.erase(n)});return 1`,
  ];
  await console.evaluate(withStorage(steps.join('')), 2 * STORAGE_MS);
}
