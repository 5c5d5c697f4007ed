/**
 * `npm run fuzz -- --inputs 1000000 --seed 1 --only hello`: bent and random inputs for every decoder that faces the radio or a serial
 * line. Exit 1 where one throws, hangs, keeps or gives without bound, or does not understand a valid input after them.
 */
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import type { CampaignPart } from './campaign-part.ts';
import type { FuzzReport } from './fuzz.ts';
import { FUZZ_TARGETS } from './targets.ts';

/** On a thousand inputs. */
const HANG_MS = 20_000;

interface Hung {
  readonly name: string;
  readonly hungAfter: number;
}

function run(part: CampaignPart, bar: SingleBar): Promise<FuzzReport | Hung> {
  const child = fork(new URL('./campaign-part.ts', import.meta.url), { execArgv: [] });
  child.send(part);
  return new Promise((resolve, reject) => {
    let at = 0;
    let outcome: FuzzReport | Hung | undefined;
    const hang = (): void => {
      outcome = { name: part.name, hungAfter: at };
      child.kill('SIGKILL');
    };
    let patience = setTimeout(hang, HANG_MS);
    child.on('message', (said: number | FuzzReport) => {
      clearTimeout(patience);
      if (typeof said === 'object') outcome = said;
      else {
        at = said;
        bar.update(at, { name: part.name });
        patience = setTimeout(hang, HANG_MS);
      }
    });
    child.once('exit', (code) => {
      clearTimeout(patience);
      if (outcome) resolve(outcome);
      else reject(new Error(`${part.name} ended with ${code} after input ${at}`));
    });
  });
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;

function row(report: FuzzReport): string {
  const { name, inputs, taken, seconds, worstMs, worstIndex, mostGiven, mostAllocated, heapGrowthBytes } = report;
  const cells = [
    String(inputs).padStart(8),
    `${((100 * taken) / inputs).toFixed(1)} %`.padStart(8),
    `${seconds.toFixed(1)} s`.padStart(8),
    `${worstMs.toFixed(2)} ms at ${worstIndex}`.padStart(20),
    kilobytes(mostGiven).padStart(9),
    kilobytes(mostAllocated).padStart(9),
    kilobytes(heapGrowthBytes).padStart(9),
    String(report.findings.length).padStart(9),
  ];
  return `${name.padEnd(20)}${cells.join('')}`;
}

const HEAD = `${'decoder'.padEnd(20)}  inputs    read    time         worst input    given   outside     heap findings`;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const [inputs, seed] = [Number(values.inputs), Number(values.seed)];
const chosen = FUZZ_TARGETS.filter(({ name }) => name.includes(values.only));
const bar = new SingleBar(
  { format: '{bar} {percentage} % | {value}/{total} | {name} | {eta_formatted} left' },
  Presets.rect,
);
const lines: string[] = [HEAD];
const findings: string[] = [];
for (const { name } of chosen) {
  bar.start(inputs, 0, { name });
  const outcome = await run({ name, inputs, seed }, bar);
  bar.stop();
  if ('hungAfter' in outcome)
    findings.push(`${name}: hung within 1,000 inputs after ${outcome.hungAfter} of seed ${seed}`);
  else {
    lines.push(row(outcome));
    findings.push(...outcome.findings.map((finding) => `${name}: ${finding}`));
  }
}
console.log(`\nseed ${seed}\n${lines.join('\n')}`);
for (const finding of findings) console.error(finding);
if (findings.length > 0 || chosen.length === 0) process.exitCode = 1;
