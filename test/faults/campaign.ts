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
const progress = new SingleBar({ format: 'faults {bar} {value}/{total} runs, {eta} s left' }, Presets.shades_classic);

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

function rowOf(fault: Fault): {
  readonly ok: boolean;
  readonly cells: readonly string[];
  readonly flaws: readonly string[];
} {
  const own = runs.filter((run) => run.fault === fault.id);
  const outside = own.filter((run) => !isWithin(fault, run));
  const worstMs = Math.max(...own.map((run) => run.tookMs));
  const shown = outside[0] ?? own[0]!;
  const ok = outside.length === 0;
  const worst = Number.isFinite(worstMs) ? `${worstMs.toFixed(1)} ms` : 'never';
  const verdict = ok ? 'ok' : `NOT (${outside.length})`;
  const cells = [fault.id, fault.name, shown.reaction, fault.bound, worst, String(own.length), verdict];
  return {
    ok,
    cells,
    flaws: outside
      .slice(0, 3)
      .map(
        ({ seed, tookMs, flaws }) =>
          `${fault.id} seed ${seed}, ${tookMs} ms: ${[...new Set(flaws)].join('; ').slice(0, FLAW_CHARACTERS)}`,
      ),
  };
}

const FLAW_CHARACTERS = 400;
const HEAD = ['fault', 'what happens', 'reaction', 'bound', 'worst', 'seeds', 'inside'];

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
const outside = rows.filter(({ ok }) => !ok).length;
console.log(`${rows.length - outside} of ${rows.length} faults inside their bounds`);
process.exitCode = outside > 0 ? 1 : 0;
