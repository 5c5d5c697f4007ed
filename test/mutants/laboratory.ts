import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Fate } from './experiment.ts';
import type { Mutation } from './mutation.ts';

/** One mutant at a time, in a process of its own: what a mutant does to memory or time ends with that process. */
export interface Laboratory {
  tryOut(mutation: Mutation): Promise<Fate>;
  close(): void;
}

export interface Order {
  readonly root: string;
  readonly target: string;
  readonly seed: number;
}

const BENCH = fileURLToPath(new URL('bench.ts', import.meta.url));

/** Settles when the tests of the target have passed there without any mutant. @throws Error where they do not */
export async function openLaboratory(order: Order): Promise<Laboratory> {
  let bench = await openBench(order);
  return {
    close: () => bench.kill(),
    tryOut: async (mutation) => {
      const answer = await ask(bench, mutation);
      if (answer !== null) return answer;
      bench = await openBench(order);
      return { kind: 'killed', by: 'its process ended' };
    },
  };
}

async function openBench({ root, target, seed }: Order): Promise<ChildProcess> {
  const bench = fork(BENCH, [root, target, String(seed)]);
  const ready = await answerOf<{ readonly ready: true }>(bench);
  if (ready === null) throw new Error(`the tests of ${target} do not pass without any mutant`);
  return bench;
}

function ask(bench: ChildProcess, mutation: Mutation): Promise<Fate | null> {
  bench.send(mutation);
  return answerOf<Fate>(bench);
}

/** Null where the process ended instead. */
function answerOf<Answer>(bench: ChildProcess): Promise<Answer | null> {
  return new Promise((resolve) => {
    const settle = (answer: Answer | null): void => {
      bench.removeAllListeners();
      resolve(answer);
    };
    bench.once('message', (answer) => settle(answer as Answer));
    bench.once('exit', () => settle(null));
  });
}
