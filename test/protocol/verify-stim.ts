/**
 * `npm run verify:stim -- --steps 10000000 --seed 1`: random and state-targeted walks through the session reducer, each step judged
 * by every invariant. Exit 1, with the walk shrunk to what is needed, when one does not hold.
 */
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import fc from 'fast-check';
import { INVARIANTS, type InvariantId } from './session-invariants.ts';
import type { Move } from './session-moves.ts';
import { moves } from './session-moves.ts';
import { CONFIGS, eventsOf, WalkStatistics, walk } from './session-walk.ts';

const RUNS_A_BATCH = 50;

interface Failure {
  readonly path: readonly Move[];
  readonly text: string;
  readonly seed: number;
  readonly config: (typeof CONFIGS)[number];
}

/** One batch of walks under one configuration; null where all is well. */
function runBatch(batch: number, seed: number, statistics: WalkStatistics): Failure | null {
  const config = CONFIGS[batch % CONFIGS.length]!;
  const batchSeed = seed * 1_000_003 + batch;
  const details = fc.check(
    fc.property(moves, (path) => walk(path, config, statistics)),
    { seed: batchSeed, numRuns: RUNS_A_BATCH },
  );
  if (!details.failed) return null;
  return { path: details.counterexample![0], text: String(details.errorInstance), seed: batchSeed, config };
}

function runSteps(steps: number, seed: number, statistics: WalkStatistics): Failure | null {
  const bar = new SingleBar(
    { format: '{bar} {percentage} % | {value}/{total} steps | {eta_formatted} left' },
    Presets.rect,
  );
  bar.start(steps, 0);
  let failure: Failure | null = null;
  for (let batch = 0; failure === null && statistics.steps < steps; batch++) {
    failure = runBatch(batch, seed, statistics);
    bar.update(Math.min(steps, statistics.steps));
  }
  bar.stop();
  return failure;
}

const figure = (value: number): string => value.toLocaleString('en-US').padStart(13);

function printStatistics(statistics: WalkStatistics): void {
  console.log(`\nsteps by state\n`);
  for (const [state, count] of Object.entries(statistics.states)) console.log(`  ${state.padEnd(16)}${figure(count)}`);
  console.log(`\ncommands${'done'.padStart(23)}${'refused'.padStart(13)}${'duplicate'.padStart(13)}\n`);
  for (const [kind, [done, refused, again]] of Object.entries(statistics.commands))
    console.log(`  ${kind.padEnd(16)}${figure(done)}${figure(refused)}${figure(again)}`);
  console.log('\nanswers\n');
  const reasons = Object.entries(statistics.reasons).sort((a, b) => b[1] - a[1]);
  for (const [reason, count] of reasons) console.log(`  ${reason.padEnd(22)}${figure(count)}`);
  console.log('\ninvariants, by how often they were judged\n');
  for (const [id, count] of Object.entries(statistics.tally.counts))
    console.log(`  ${id.padEnd(6)}${figure(count)}  ${INVARIANTS[id as InvariantId]}`);
  console.log('\n  I18 is the host’s: test/stim/course/view-never-says-off-while-current-flows.test.ts');
}

function printFailure({ path, text, seed, config }: Failure): void {
  console.error(
    `\nVIOLATED: ${text}\nseed of the batch ${seed}, rest ${config.restPolicy}, seal required ${config.sealRequired}`,
  );
  console.error(`shrunk to these moves:\n${path.map((move) => `  ${JSON.stringify(move)}`).join('\n')}`);
  const events = eventsOf(path, config);
  console.error(`which are these ${events.length} events:\n${events.map((event) => `  ${event}`).join('\n')}`);
}

const { values } = parseArgs({ options: { steps: { type: 'string' }, seed: { type: 'string' } } });
const steps = Number(values.steps ?? 10_000_000);
const seed = Number(values.seed ?? 1);
const statistics = new WalkStatistics();
console.log(`verify:stim: ${steps.toLocaleString('en-US')} steps, seed ${seed}`);
const beganMs = performance.now();
const failure = runSteps(steps, seed, statistics);
printStatistics(statistics);
console.log(
  `\n${statistics.steps.toLocaleString('en-US')} steps, seed ${seed}, ${Math.round((performance.now() - beganMs) / 1000)} s`,
);
if (failure !== null) {
  printFailure(failure);
  process.exitCode = 1;
}
