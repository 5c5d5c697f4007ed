import { setPriority } from 'node:os';
import { fateOf, killerOf, timedTests } from './experiment.ts';
import type { Mutation } from './mutation.ts';
import { targetsIn } from './targets.ts';

/** `node bench.ts <root> <target> <seed>`, started by laboratory.ts: answers each mutation with its fate. */

const [, , root = '', name = '', seed = '1'] = process.argv;
setPriority(5);
const target = targetsIn(root).find((one) => one.name === name)!;
const tests = timedTests(root, target);
if (killerOf(root, null, tests)) throw new Error('a test kills what is no mutant');
process.on('message', async (mutation: Mutation) =>
  process.send!(await fateOf(root, mutation, target, tests, Number(seed))),
);
process.on('disconnect', () => process.exit());
process.send!({ ready: true });
