import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { seededRandom } from '../../sim/random.ts';
import { type Fate, openLaboratory } from './laboratory.ts';
import { type Mutation, mutationsOf } from './mutation.ts';
import { type Target, targetsIn } from './targets.ts';

/**
 * `npm run mutants:stim -- --count 120 --seed n`: draws mutants of reducer, constraints and dose mathematics and runs the tests against each.
 * Exits 1 where one behaves differently and no test noticed.
 */

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
const count = Number(values.count);

interface Subject {
  readonly mutation: Mutation;
  readonly target: Target;
}

/** Without putting back: no mutant is drawn twice. */
function draw(subjects: Subject[], wanted: number): Subject[] {
  const random = seededRandom(seed);
  const left = [...subjects];
  const drawn: Subject[] = [];
  while (drawn.length < wanted && left.length > 0)
    drawn.push(...left.splice(Math.floor(random.next() * left.length), 1));
  return drawn;
}

const targets = targetsIn(root).filter(({ name }) => !values.only || name.includes(values.only));
const subjects = targets.flatMap((target) =>
  target.sources.flatMap((path) => mutationsOf(path, root).map((mutation) => ({ mutation, target }))),
);
const queue = draw(subjects, count);
process.stdout.write(
  `seed ${seed}: ${queue.length} of ${subjects.length} mutants over ${new Set(subjects.map(({ mutation }) => mutation.path)).size} files\n`,
);

const fates: { readonly subject: Subject; readonly fate: Fate }[] = [];
const bar = new SingleBar({ format: '{bar} {value}/{total} mutants, {survived} survived, {eta_formatted} left' });
bar.start(queue.length, 0, { survived: 0 });

async function work(): Promise<void> {
  const laboratory = openLaboratory(root, seed);
  try {
    for (let subject = queue.shift(); subject; subject = queue.shift()) {
      fates.push({ subject, fate: await laboratory.tryOut(subject.mutation, subject.target) });
      bar.update(fates.length, { survived: fates.filter(({ fate }) => fate === 'survived').length });
    }
  } finally {
    laboratory.close();
  }
}

/** A test that fails without any mutant would kill them all. */
async function checkControls(): Promise<void> {
  const laboratory = openLaboratory(root, seed);
  try {
    for (const target of targets) {
      if (!(await laboratory.control(target))) throw new Error(`the tests of ${target.name} fail without any mutant`);
    }
  } finally {
    laboratory.close();
  }
}

await checkControls();
await Promise.all(Array.from({ length: Math.max(1, Math.min(2, availableParallelism())) }, work));
bar.stop();

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 70);
const of = (wanted: Fate) => fates.filter(({ fate }) => fate === wanted);
for (const { subject, fate } of [...of('equivalent'), ...of('survived')]) {
  const { path, line, operator, before, after } = subject.mutation;
  process.stdout.write(`${fate.padEnd(11)} ${path}:${line} ${operator}: ${oneLine(before)} -> ${oneLine(after)}\n`);
}
for (const target of targets) {
  const own = fates.filter(({ subject }) => subject.target === target);
  const killed = own.filter(({ fate }) => fate === 'killed').length;
  process.stdout.write(`${target.name}: ${killed} of ${own.length} killed\n`);
}
process.stdout.write(
  `${fates.length} mutants: ${of('killed').length} killed, ${of('equivalent').length} without any difference in behaviour, ${of('survived').length} survived\n`,
);
if (of('survived').length > 0) process.exitCode = 1;
