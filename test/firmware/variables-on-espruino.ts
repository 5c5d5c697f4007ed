import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ESPRUINO } from './on-espruino.ts';

interface Variable {
  readonly size: number;
  readonly type: number;
  readonly name: string;
  readonly links: readonly number[];
}

const SHIM = readFileSync(new URL('board-shim.espruino.txt', import.meta.url), 'utf8');
const ROOT = 1;

/** The firmware from flash, half a minute of streaming, then everything that the interpreter holds. */
function script(): string {
  const shim = SHIM.replace('SHIM_BOARD', "'PUCKJS'").replace('SHIM_CRYPTO', '{}').replace('SHIM_FILES', '{}');
  return `
var dump = E.dumpVariables, flash = require('Storage'), turn;
flash.write('band', E.openFile('band.txt', 'r').read(65535));
${shim}
NRF.updateServices = function () {};
dump();
print('BEGINS');
eval(flash.read('band'));
shim.on.connect();
for (turn = 0; turn < 60; turn++) { shim.waiting = 3; shimRunUntil(shim.now + 0.029); }
dump();
quit();
`;
}

function variablesIn(printed: string): Map<number, Variable> {
  const found = new Map<number, Variable>();
  for (const line of printed.split('\n')) {
    const row = /^(\d+),(\d+),(\d+),(.*)$/.exec(line.trim());
    if (!row) continue;
    const [, ref, size, type, rest] = row;
    const name = /^"((?:[^"\\]|\\.)*)",/.exec(rest!);
    const after = rest!.replace(/^("(?:[^"\\]|\\.)*"|Number [^,]*|String "(?:[^"\\]|\\.)*"|Object|Array),/, '');
    const links = after.split(',').filter(Boolean).map(Number);
    found.set(Number(ref), { size: Number(size), type: Number(type), name: name?.[1] ?? '', links });
  }
  return found;
}

/** What hangs on the names of the bundle, and was not there before: names of board and interpreter are longer. */
function ownSize(before: ReadonlyMap<number, Variable>, all: ReadonlyMap<number, Variable>): number {
  const seen = new Set<number>(
    [...before].filter(([ref, { type }]) => all.get(ref)?.type === type).map(([ref]) => ref),
  );
  const sizeOf = (ref: number): number => {
    const variable = all.get(ref);
    if (!variable || seen.has(ref)) return 0;
    seen.add(ref);
    return variable.links.reduce((sum, link) => sum + sizeOf(link), variable.size);
  };
  const isOwn = (ref: number): boolean => {
    const name = all.get(ref)?.name ?? '';
    return /^[a-z$_]\w?$/i.test(name) && !/^(E|D\d|on)$/.test(name);
  };
  return all
    .get(ROOT)!
    .links.filter(isOwn)
    .reduce((sum, ref) => sum + sizeOf(ref), 0);
}

/** Variables of the interpreter's own size that a motion bundle's names, functions and buffers take while it streams. */
export async function variablesOnEspruino(bundle: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-memory-'));
  try {
    writeFileSync(join(folder, 'band.txt'), bundle, 'latin1');
    writeFileSync(join(folder, 'memory.js'), script());
    const { stdout } = await promisify(execFile)(ESPRUINO!, ['memory.js'], {
      cwd: folder,
      encoding: 'latin1',
      maxBuffer: 1e7,
      timeout: 60_000,
    });
    const [before, after] = stdout.split('BEGINS');
    return ownSize(variablesIn(before!), variablesIn(after!));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const LOG_SCRIPT = `
var flash = require('Storage'), memory = process.memory, ring = new Uint8Array(1200);
flash.write('limber.rec', E.openFile('log.txt', 'r').read(65535));
process = { env: { BOARD: 'PUCKJS' } };
var before = memory().usage, log = require('limber.rec');
log.record(ring, 50, 0, 24, 1);
log.record(ring, 50, 0, 24, 1);
print('@' + (memory().usage - before));
quit();
`;

/** The same of `limber.rec` in flash, behind two blocks. */
export async function logVariablesOnEspruino(module: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'limber-memory-'));
  try {
    writeFileSync(join(folder, 'log.txt'), module, 'latin1');
    writeFileSync(join(folder, 'log.js'), LOG_SCRIPT);
    const { stdout } = await promisify(execFile)(ESPRUINO!, ['log.js'], { cwd: folder, timeout: 60_000 });
    return Number(/@(\d+)/.exec(stdout)?.[1]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
