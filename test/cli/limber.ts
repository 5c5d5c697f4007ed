import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { SessionDocument } from '../../host/records/session-document.ts';

/** The command line as a user has it: the real program in a process of its own. */
export const BIN = join(import.meta.dirname, '../../bin/limber.js');
const PATIENCE_MS = 50_000;

const scratch = mkdtempSync(join(tmpdir(), 'limber-cli-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** A folder that is gone after the test. */
export const scratchFolder = (name: string): string => mkdtempSync(join(scratch, `${name}-`));

/** Nothing of whoever runs the tests. The cache (test/setup.ts) only saves half of each start; keys of records outlive a home. */
const surroundings = (dataHome: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: dataHome,
  XDG_DATA_HOME: dataHome,
  XDG_CONFIG_HOME: process.env.XDG_CONFIG_HOME,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
});

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  /** Settles when the program has printed this. */
  printed(pattern: RegExp, on?: 'stdout' | 'stderr'): Promise<RegExpExecArray>;
  readonly finished: Promise<Finished>;
}

type Surroundings = readonly [dataHome?: string, environment?: NodeJS.ProcessEnv, patienceMs?: number];

export const startLimber = (args: readonly string[], ...around: Surroundings): Started =>
  startNode([BIN, ...args], ...around);

function startNode(
  args: readonly string[],
  dataHome = scratchFolder('home'),
  environment: NodeJS.ProcessEnv = {},
  patienceMs = PATIENCE_MS,
): Started {
  const child = spawn(process.execPath, args, {
    env: { ...surroundings(dataHome), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  });
  const text = { stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      for (const look of waiting) look();
    });
  }
  const finished = new Promise<Finished>((resolve) => child.on('close', (code) => resolve({ code, ...text })));
  const printed = (pattern: RegExp, on: 'stdout' | 'stderr' = 'stderr'): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const match = pattern.exec(text[on]);
        if (!match) return;
        waiting.delete(look);
        resolve(match);
      };
      waiting.add(look);
      look();
      finished.then(({ code }) => reject(new Error(`ended with ${code} before it said ${pattern}:\n${text.stderr}`)));
    });
  return { child, printed, finished };
}

export const runLimber = (
  args: readonly string[],
  dataHome?: string,
  environment?: NodeJS.ProcessEnv,
): Promise<Finished> => startLimber(args, dataHome, environment).finished;

/** What each says that ends at once: by one process, for a start takes longer than all of them. */
export async function runInOneProcess(commands: readonly (readonly string[])[]): Promise<readonly Finished[]> {
  const script = join(import.meta.dirname, 'one-process.ts');
  const { code, stdout, stderr } = await startNode([script, JSON.stringify(commands)]).finished;
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as readonly Finished[];
}

/** One clear line for people, nothing for programs, no stack trace. */
export function expectOneLine({ code, stdout, stderr }: Finished, exitCode: number, words: RegExp, asked = ''): void {
  expect(stderr, asked).toMatch(/^[^\n]+\n$/);
  expect(stderr, asked).toMatch(words);
  expect(stderr, asked).not.toMatch(/\bat .+:\d+:\d+/);
  expect({ code, stdout }, asked).toEqual({ code: exitCode, stdout: '' });
}

/** stdout holds one JSON document and nothing else. */
export function documentOf({ code, stdout, stderr }: Finished): SessionDocument {
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as SessionDocument;
}
