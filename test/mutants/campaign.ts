import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { seededRandom } from '../../sim/random.ts';
import { differenceOf, type Fate } from './experiment.ts';
import { openLaboratory } from './laboratory.ts';
import { type Mutation, mutationsOf } from './mutation.ts';
import { type Target, targetsIn } from './targets.ts';

/**
 * `npm run mutants:stim -- --count 120 --seed n`: draws mutants of reducer, constraints and dose mathematics and runs the tests against each;
 * `--all` takes every one. Exits 1 where one behaves differently and no test noticed.
 */

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '120' },
    seed: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const seed = Number(values.seed);
const WORKERS = 2;
/** So many killed mutants are shown to the program that looks for differences: it must see what tests see. */
const CONTROLS = 40;

interface Subject {
  readonly mutation: Mutation;
  readonly target: Target;
}
interface Result extends Subject {
  readonly fate: Fate;
}

/** Without putting back: no mutant is drawn twice. */
function draw(subjects: readonly Subject[], wanted: number): Subject[] {
  const random = seededRandom(seed);
  const left = [...subjects];
  const drawn: Subject[] = [];
  while (drawn.length < wanted && left.length > 0)
    drawn.push(...left.splice(Math.floor(random.next() * left.length), 1));
  return drawn;
}

async function tryAll(target: Target, queue: Subject[], note: (result: Result) => void): Promise<void> {
  const work = async (): Promise<void> => {
    const laboratory = await openLaboratory({ root, target: target.name, seed });
    try {
      for (let subject = queue.shift(); subject; subject = queue.shift())
        note({ ...subject, fate: await laboratory.tryOut(subject.mutation) });
    } finally {
      laboratory.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(WORKERS, queue.length) }, work));
}

const beganMs = performance.now();
const targets = targetsIn(root).filter(({ name }) => name.includes(values.only));
const subjects = targets.flatMap((target) =>
  target.sources.flatMap((path) => mutationsOf(path, root).map((mutation) => ({ mutation, target }))),
);
const drawn = values.all ? subjects : draw(subjects, Number(values.count));
const files = new Set(subjects.map(({ mutation }) => mutation.path)).size;
console.log(`seed ${seed}: ${drawn.length} of ${subjects.length} mutants over ${files} files`);

const results: Result[] = [];
const of = (kind: Fate['kind']): Result[] => results.filter(({ fate }) => fate.kind === kind);
const bar = new SingleBar({ format: '{bar} {value}/{total} mutants, {survived} survived, {eta_formatted} left' });
bar.start(drawn.length, 0, { survived: 0 });
for (const target of targets) {
  const queue = drawn.filter((subject) => subject.target === target);
  await tryAll(target, queue, (result) => {
    results.push(result);
    bar.update(results.length, { survived: of('survived').length });
  });
}
bar.stop();

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 90);
for (const { mutation, fate } of [...of('equivalent'), ...of('survived')]) {
  const { path, line, operator, before, after } = mutation;
  console.log(`${fate.kind.padEnd(11)}${path}:${line} ${operator}: ${oneLine(before)} -> ${oneLine(after)} ${fate.by}`);
}
for (const target of targets) {
  const own = results.filter((result) => result.target === target);
  const killed = own.filter(({ fate }) => fate.kind === 'killed').length;
  const sites = subjects.filter((subject) => subject.target === target).length;
  console.log(`${target.name}: ${killed} of ${own.length} killed, ${sites} mutants in all`);
}
const controls = draw(of('killed'), CONTROLS);
const unseen: Subject[] = [];
for (const subject of controls)
  if ((await differenceOf(root, subject.mutation, subject.target, seed)) === null) unseen.push(subject);
console.log(
  `control: of ${controls.length} killed mutants the search for differences finds ${controls.length - unseen.length}`,
);
for (const { mutation } of unseen)
  console.log(`not found   ${mutation.path}:${mutation.line} ${mutation.operator}: ${oneLine(mutation.before)}`);
console.log(
  `${results.length} mutants: ${of('killed').length} killed, ${of('equivalent').length} without any difference in behaviour, ${of('survived').length} survived, ${((performance.now() - beganMs) / 60_000).toFixed(1)} min`,
);
if (of('survived').length > 0) process.exitCode = 1;
