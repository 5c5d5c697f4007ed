/**
 * `npm run soak -- --minutes 10 --seed 3`: a home of six motion bands and a stim band over the real radio library on the virtual
 * controller, while faults strike by a seed. Ten minutes of the bands' time take about half a minute; `--real` takes ten. Exit 1 where a
 * sample is unaccounted for, memory grows, current outlives its lease, or a band is not back in time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { pass } from '../virtual-time.ts';
import type { Room } from './room.ts';
import { soak } from './soak.ts';
import { summaryLines } from './summary-lines.ts';
import { verdict } from './verdict.ts';

const USAGE = `npm run soak -- [--minutes 10] [--seed n] [--real]

  --minutes  of the bands' time (default 10); in virtual time ten of them take about half a minute
  --seed     of everything random; without it one is drawn, and printed
  --real     on the wall clock, with an event loop that really stands still`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string' },
    real: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const WALL_TURN_MS = 10;

/** The bands live as long as the wall says; what was missed while nothing ran, they live at once. */
async function passReally({ clock }: Room, ms: number): Promise<void> {
  const [beganMs, beganAtMs] = [performance.now(), clock.nowMs()];
  while (clock.nowMs() < beganAtMs + ms) {
    await sleep(WALL_TURN_MS);
    const dueMs = Math.min(beganAtMs + ms, beganAtMs + performance.now() - beganMs);
    await pass(clock, dueMs - clock.nowMs());
  }
}

const standStill = (forMs: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);

async function run(minutes: number, seed: number): Promise<void> {
  console.log(`seed ${seed} (--seed ${seed} repeats the run)`);
  const bar = new SingleBar(
    { format: 'soak {bar} {value}/{total} min, {eta_formatted} left', noTTYOutput: true, notTTYSchedule: 30_000 },
    Presets.shades_classic,
  );
  bar.start(minutes, 0);
  const report = await soak({
    seed,
    durationMs: 60_000 * minutes,
    ...(values.real ? { pass: passReally, hold: standStill } : {}),
    onProgress: (doneMs) => bar.update(Math.floor(doneMs / 6_000) / 10),
  });
  bar.stop();
  for (const line of summaryLines(report)) console.log(line);
  const flaws = verdict(report);
  for (const flaw of flaws) console.error(`seed ${seed}: ${flaw}`);
  if (flaws.length > 0) process.exitCode = 1;
}

const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9));
if (values.help) console.log(USAGE);
else if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error(USAGE);
  process.exitCode = 2;
} else await run(minutes, seed);
