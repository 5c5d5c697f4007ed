import { doseDifference } from './dose-difference.ts';
import { ModuleLoader, type Replacement, replacement } from './module-loader.ts';
import type { Mutation } from './mutation.ts';
import { sessionDifference } from './session-difference.ts';
import { type Target, testsOf } from './targets.ts';
import { failureOf, within } from './test-files.ts';

export interface Fate {
  /** equivalent: no test noticed, and no difference was found; survived: it behaves differently and no test noticed. */
  readonly kind: 'killed' | 'equivalent' | 'survived';
  /** The test file that noticed, or what differs. */
  readonly by: string;
}

const PATIENCE_MS = 300_000;
const STEPS = 250_000;
const RUNS = 3_000;

export interface TimedTest {
  readonly path: string;
  readonly ms: number;
}

/** A mutant that takes so much longer never ends, and has been noticed. */
const patienceMs = ({ ms }: TimedTest): number => 5_000 + Math.ceil(20 * ms);

/** The quick ones first: most mutants fall to any of them. @throws Error where one fails without any mutant */
export function timedTests(root: string, target: Target): TimedTest[] {
  const timed = testsOf(root, target).map((path) => {
    const beganMs = performance.now();
    const failure = failureOf(`${root}/${path}`, null, PATIENCE_MS);
    if (failure !== null) throw new Error(`${path} fails without any mutant: ${failure}`);
    return { path, ms: performance.now() - beganMs };
  });
  return timed.sort((a, b) => a.ms - b.ms);
}

const replacementOf = (root: string, { path, source }: Mutation): Promise<Replacement> =>
  replacement(`${root}/${path}`, source);

/** What differs; null where nothing was found in many thousand steps. */
export async function differenceOf(
  root: string,
  mutation: Mutation,
  target: Target,
  seed: number,
): Promise<string | null> {
  const replaced = await replacementOf(root, mutation);
  const compare = (): string | null => {
    const mutant = new ModuleLoader(replaced);
    const original = new ModuleLoader(null);
    return target.difference === 'session'
      ? sessionDifference(original, mutant, root, seed, STEPS)
      : doseDifference(original, mutant, root, seed, RUNS);
  };
  try {
    return within(PATIENCE_MS, compare);
  } catch (error) {
    return String(error);
  }
}

/** The first test file that notices; without a mutant none may. */
export const killerOf = (
  root: string,
  mutant: Replacement | null,
  tests: readonly TimedTest[],
): TimedTest | undefined =>
  tests.find((timed) => failureOf(`${root}/${timed.path}`, mutant, patienceMs(timed)) !== null);

export async function fateOf(
  root: string,
  mutation: Mutation,
  target: Target,
  tests: readonly TimedTest[],
  seed: number,
): Promise<Fate> {
  let mutant: Replacement;
  try {
    mutant = await replacementOf(root, mutation);
  } catch {
    return { kind: 'killed', by: 'no program' };
  }
  const killer = killerOf(root, mutant, tests);
  if (killer !== undefined) return { kind: 'killed', by: killer.path };
  const difference = await differenceOf(root, mutation, target, seed);
  return difference === null ? { kind: 'equivalent', by: '' } : { kind: 'survived', by: difference };
}
