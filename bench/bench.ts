import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyseTimeRows } from './analyse-time.ts';
import { broadRows, conformanceRows } from './broad.ts';
import { calibrationRows } from './calibration.ts';
import { clockRows } from './clock.ts';
import { cueDelayRows } from './cue-delay.ts';
import { decodeRow } from './decode.ts';
import { exerciseLibraryRows } from './exercise-library.ts';
import { fusionCostRows } from './fusion-cost.ts';
import { hingeRows } from './hinge.ts';
import { hostPathRows } from './host-path.ts';
import { knownTruthRow } from './known-truth.ts';
import { linkRows } from './links.ts';
import { ptedRows } from './pted.ts';
import { qualityRows } from './quality.ts';
import { recordsRows } from './records.ts';
import { relayRows } from './relay.ts';
import { replayCostRow } from './replay-cost.ts';
import type { BenchRow } from './row.ts';
import { tavanyarRows } from './tavanyar.ts';
import { tavanyarTemplateRows } from './tavanyar-templates.ts';
import { wireRows } from './wire.ts';

/**
 * `npm run bench`: every figure beside a named peer of the same run, the ratio, and what the project wants. Appends to
 * bench/history.jsonl, where ratios of different runs may be compared; absolute times may not.
 */
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

const parts: readonly (readonly [string, () => BenchRow[] | null | Promise<BenchRow[] | null>])[] = [
  ['wire', wireRows],
  ['decode', () => [decodeRow()]],
  ['fusion', fusionCostRows],
  ['host path', hostPathRows],
  ['links', linkRows],
  ['records', recordsRows],
  ['relay', relayRows],
  ['replay', () => [replayCostRow()]],
  ['analyse', analyseTimeRows],
  ['recordings', tavanyarRows],
  ['Tavanyar with templates', tavanyarTemplateRows],
  ['PTED with templates', ptedRows],
  ['VQF', conformanceRows],
  ['calibration', calibrationRows],
  ['orientation', broadRows],
  ['clock', () => clockRows()],
  ['cue delay', () => cueDelayRows()],
  ['quality', qualityRows],
  ['hinge', hingeRows],
  ['exercise library', exerciseLibraryRows],
  ['known truth', () => [knownTruthRow(SEEDS)]],
];

const number = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3));

function print({ name, figure, unit, peer, peerFigure, ratio, wanted, reached, note }: BenchRow): void {
  const verdict = wanted === '' ? '' : `${reached ? 'reached' : 'NOT REACHED'} (${wanted})`;
  console.log(
    `${name}\n    ${number(figure)} ${unit} | ${peer}: ${number(peerFigure)} | ratio ${number(ratio)} | ${verdict}`,
  );
  if (note) console.log(`    ${note}`);
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !parts.some(([part]) => part === name));
if (unknown.length > 0) {
  console.error(`No part is called ${unknown.join(', ')}. There are: ${parts.map(([part]) => part).join(', ')}.`);
  process.exit(2);
}
const rows: BenchRow[] = [];
for (const [name, measure] of parts) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const measured = await measure();
  if (measured === null) console.log(`${name}: skipped, no recordings (set LIMBER_DATA)`);
  for (const row of measured ?? []) {
    print(row);
    rows.push(row);
  }
}
const run = { at: new Date().toISOString(), node: process.version, rows };
appendFileSync(join(import.meta.dirname, 'history.jsonl'), `${JSON.stringify(run)}\n`);
if (rows.some((row) => !row.reached)) process.exitCode = 1;
