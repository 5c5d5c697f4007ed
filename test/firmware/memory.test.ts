import { expect, test } from 'vitest';
import { LINUX, MOST_VARIABLES, memoryRows, memoryTable, PUCK, totalOf } from '../../scripts/firmware-memory/memory.ts';
import { bytesSize, functionSize, nameSize, numberSize } from '../../scripts/firmware-memory/variable-size.ts';
import { builtBundle } from './bench-band.ts';
import { ESPRUINO } from './on-espruino.ts';
import { variablesOnEspruino } from './variables-on-espruino.ts';

test('a motion band that streams takes at most 30 % of the memory of a Puck.js', async () => {
  const rows = memoryRows(await builtBundle('motion'));
  console.log(memoryTable(rows).join('\n'));
  expect(totalOf(rows)).toBeLessThanOrEqual(MOST_VARIABLES);
  for (const { variables } of rows) expect(variables).toBeGreaterThan(20);
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
