import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tableIn, withTable } from '../../firmware/build/readme-table.ts';
import { LINUX, logRows, MOST_VARIABLES, memoryRows, PUCK, totalOf } from '../../scripts/firmware-memory/memory.ts';
import { memoryMarkdown, memoryTable } from '../../scripts/firmware-memory/memory-table.ts';
import { bytesSize, functionSize, nameSize, numberSize } from '../../scripts/firmware-memory/variable-size.ts';
import { builtBundle } from './bench-band.ts';
import { logPart } from './log-bench.ts';
import { ESPRUINO } from './on-espruino.ts';
import { logVariablesOnEspruino, variablesOnEspruino } from './variables-on-espruino.ts';

test('a motion band that streams takes at most 30 % of the memory of a Puck.js', async () => {
  const rows = memoryRows(await builtBundle('motion'));
  expect(totalOf(rows)).toBeLessThanOrEqual(MOST_VARIABLES);
  for (const { variables } of rows) expect(variables).toBeGreaterThan(20);
});

test('what the log takes beside it is told in README and table, above the goal or below it', async () => {
  const code = await builtBundle('motion');
  const rows = memoryRows(code);
  const logging = logRows(code, await logPart());
  const lines = memoryTable(rows, logging);
  console.log(lines.join('\n'));
  const whileLogging = totalOf([...rows, logging[0]!]);
  const said = lines.find((line) => line.startsWith('the same while it logs'));
  expect(said).toContain(String(whileLogging));
  expect(said).toContain(`${whileLogging - MOST_VARIABLES} above the goal`);
  const readme = readFileSync(new URL('../../firmware/README.md', import.meta.url), 'utf8');
  const table = memoryMarkdown(rows, logging);
  // Written by `npm run firmware`.
  expect(tableIn(readme, 'memory')).toBe(table);
  expect(withTable(readme, 'memory', table)).toBe(readme);
});

test('what takes how many variables of 13 bytes', () => {
  expect([4, 5, 13, 14, 36].map((chars) => nameSize(chars, PUCK))).toEqual([1, 2, 2, 3, 5]);
  expect([8, 9, 17, 18, 1200].map((bytes) => bytesSize(bytes, PUCK))).toEqual([1, 2, 2, 3, 94]);
  expect([2047, 2048, -2048, -2049, 0.5].map((value) => numberSize(value, PUCK))).toEqual([0, 1, 0, 1, 1]);
  expect(functionSize([], 0, PUCK)).toBe(3);
  expect(functionSize(['a', 'long'], 1, PUCK)).toBe(7);
});

const onRealOne = ESPRUINO ? test : test.skip;
if (!ESPRUINO) console.log('memory is accounted only: ESPRUINO names no interpreter');

onRealOne(
  'a real interpreter takes what the accounting says, name by name, for its own size of a variable',
  async () => {
    const code = await builtBundle('motion');
    const rows = memoryRows(code, LINUX);
    const accounted = totalOf(rows.slice(0, 3));
    const measured = await variablesOnEspruino(code);
    console.log(`variables of the Linux build: ${measured} measured, ${accounted} accounted`);
    expect(Math.abs(accounted - measured) / measured).toBeLessThan(0.03);
  },
);

onRealOne('of the log it takes a little more: prototypes, and what bound functions hold', async () => {
  const module = await logPart();
  const accounted = logRows(await builtBundle('motion'), module, LINUX)[0]!.variables;
  const measured = await logVariablesOnEspruino(module);
  console.log(`limber.rec on the Linux build: ${measured} measured, ${accounted} accounted`);
  expect(Math.abs(accounted - measured) / measured).toBeLessThan(0.15);
});
