import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { ModuleLoader, type Replacement } from './module-loader.ts';

/**
 * Runs test files as they are, in this process and up to the first failure: a campaign of thousands cannot start Vitest for each mutant.
 * `describe`, `test`, `each` and `afterAll` are what those files use; `expect` is Vitest's own. Tests are synchronous.
 */

// Vitest's expect asks for the worker it runs in; in a campaign there is none.
if (!('__vitest_worker__' in globalThis)) Object.assign(globalThis, { __vitest_worker__: {} });
const { expect } = await import('vitest');
// A counterexample is enough; nobody reads the smallest.
fc.configureGlobal({ endOnFailure: true });

interface Case {
  readonly name: string;
  readonly run: () => unknown;
}

type Body = (...row: unknown[]) => unknown;

function collector(cases: Case[]): Record<string, unknown> {
  const each = (take: (name: string, run: () => unknown) => void) => (rows: readonly unknown[]) => {
    return (name: string, body: Body) => {
      const spread = rows.every(Array.isArray);
      for (const row of rows) take(name, () => (spread ? body(...(row as unknown[])) : body(row)));
    };
  };
  const test = (name: string, run: () => unknown): void => void cases.push({ name, run });
  const describe = (_name: string, body: () => unknown): void => void body();
  return {
    expect,
    describe: Object.assign(describe, { each: each(describe) }),
    test: Object.assign(test, { each: each(test) }),
    afterAll: () => {},
  };
}

function runCases(path: string, mutant: Replacement | null): void {
  const cases: Case[] = [];
  new ModuleLoader(mutant, { vitest: collector(cases) }).load(path);
  if (cases.length === 0) throw new Error(`${path} has no tests`);
  for (const { name, run } of cases) {
    if (run() instanceof Promise) throw new Error(`${name} is asynchronous`);
  }
}

/** What never ends is ended. @throws what the work throws, or Error after `patienceMs` */
export function within<Result>(patienceMs: number, work: () => Result): Result {
  Object.assign(globalThis, { limberWork: work });
  return runInThisContext('limberWork()', { timeout: patienceMs }) as Result;
}

/** Why the tests of a file fail; null where they pass. */
export function failureOf(path: string, mutant: Replacement | null, patienceMs: number): string | null {
  try {
    within(patienceMs, () => runCases(path, mutant));
    return null;
  } catch (error) {
    return String(error) || 'failed';
  }
}
