import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { type Fault, type FaultRun, isWithin } from './fault.ts';
import { FAULTS, faultNamed } from './fault-table.ts';

/**
 * The fault campaign: every fault of the reference through the whole stack (built firmware on the simulated board, air, host
 * in its own process), over many seeds. Prints a table; ends with 1 where anything is outside its bound.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    only: { type: 'string' },
    seed: { type: 'string', default: '20261122' },
  },
});
const faults = values.only ? values.only.split(',').map(faultNamed) : FAULTS;
const firstSeed = Number(values.seed);
const seeds = Number(values.seeds);
const tasks = faults.flatMap(({ id }) => Array.from({ length: seeds }, (_, i) => ({ id, seed: firstSeed + i })));
const runs: FaultRun[] = [];
const FORMAT = 'faults {bar} {value}/{total} runs, {eta} s left';
const LINE_EVERY_MS = 30_000;
const progress = new SingleBar(
  { format: FORMAT, noTTYOutput: true, notTTYSchedule: LINE_EVERY_MS },
  Presets.shades_classic,
);

function work(): Promise<void> {
  const worker = fork(join(import.meta.dirname, 'campaign-worker.ts'), [], { execArgv: [], serialization: 'advanced' });
  const next = (): void => void worker.send(tasks.shift() ?? 'end');
  worker.on('message', (run: FaultRun) => {
    runs.push(run);
    progress.update(runs.length);
    next();
  });
  next();
  return new Promise((resolve, reject) => {
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
  });
}

interface Row {
  readonly ok: boolean;
  readonly cells: readonly string[];
  readonly flaws: readonly string[];
}

/** So many of all runs must have come as far as the fault: else nothing is shown. */
const STRUCK_SHARE = 0.9;

function rowOf(fault: Fault): Row {
  const own = runs.filter((run) => run.fault === fault.id);
  const struck = own.filter((run) => run.struck);
  const outside = struck.filter((run) => !isWithin(fault, run));
  const ok = outside.length === 0 && struck.length >= STRUCK_SHARE * own.length;
  const worstMs = Math.max(0, ...struck.map((run) => run.tookMs));
  const worst = Number.isFinite(worstMs) ? `${worstMs.toFixed(1)} ms` : 'never';
  const { reaction } = outside[0] ?? struck[0] ?? own[0]!;
  const verdict = ok ? 'ok' : `NOT (${outside.length})`;
  const cells = [fault.id, fault.name, reaction, fault.bound, worst, `${struck.length} of ${own.length}`, verdict];
  const unstruck = own.filter((run) => !run.struck).slice(0, 1);
  return { ok, cells, flaws: [...outside.slice(0, 3), ...unstruck].map(wordsOf) };
}

function wordsOf({ fault, seed, struck, tookMs, flaws }: FaultRun): string {
  const words = [...new Set(flaws)].join('; ').slice(0, FLAW_CHARACTERS);
  return struck ? `${fault} seed ${seed}, ${tookMs} ms: ${words}` : `${fault} seed ${seed} shows nothing: ${words}`;
}

const FLAW_CHARACTERS = 400;
const HEAD = ['fault', 'what happens', 'reaction', 'bound', 'worst', 'runs', 'inside'];

function print(rows: readonly (readonly string[])[]): void {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
}

console.log(`seed ${firstSeed}, ${seeds} seeds for each fault (--seed ${firstSeed} repeats the run)`);
progress.start(tasks.length, 0);
await Promise.all(Array.from({ length: availableParallelism() }, work));
progress.stop();
const rows = faults.map(rowOf);
print([HEAD, ...rows.map(({ cells }) => cells)]);
for (const { flaws } of rows) for (const flaw of flaws) console.log(flaw);
for (const { id, missing } of faults) if (missing !== undefined) console.log(`${id} is missing: ${missing}`);
const outside = rows.filter(({ ok }) => !ok).length;
console.log(`${rows.length - outside} of ${rows.length} faults inside their bounds`);
process.exitCode = outside > 0 ? 1 : 0;
