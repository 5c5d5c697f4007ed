import { expect, test } from 'vitest';
import { nameTroubles } from '../../firmware/build/name-gate.ts';
import { runPasses } from '../../firmware/build/passes.ts';
import { shortenNames } from '../../firmware/build/short-names.ts';

const KEPT = new Set(['write', 'state']);
const SOURCE = `var n = { current: 1, ceiling: 2, dayMs: 3 };
var T_BY_TAG = { 1: 'ceiling' };
pin.write(n.current, n.ceiling, n[T_BY_TAG[1]], n.dayMs, n.state, 'MEMORY', 'other');`;

test('what the pass makes of it has no fault', async () => {
  const short = await runPasses(SOURCE, [() => shortenNames(KEPT, false)]);
  expect(short).not.toContain('ceiling');
  expect(nameTroubles(SOURCE, short, KEPT)).toEqual([]);
});

test.each([
  ['two names that became one', { current: 'a', ceiling: 'a' }, 'properties: current and ceiling are both a'],
  [
    'a name that is the interpreter’s',
    { current: 'write' },
    'current became write, which is a name of the interpreter',
  ],
  ['a name that must stay', { write: 'b' }, 'write must stay and became b'],
  ['a name under which flash keeps another', { ceiling: 'A' }, 'ceiling became A, under which flash keeps boot'],
  ['a lasting name that became another', { dayMs: 'x' }, 'dayMs is H in flash and became x'],
  ['a reason that travels as another', { MEMORY: 'x' }, 'MEMORY is d on the wire and became x'],
  ['a reason that became another text', { MEMORY: 'other' }, 'texts: MEMORY and other are both other'],
] as const)('%s is found', (_, mapping, trouble) => {
  let broken: string = SOURCE;
  for (const [name, short] of Object.entries(mapping)) broken = broken.replaceAll(name, short);
  expect(nameTroubles(SOURCE, broken, KEPT)).toContain(trouble);
});

test('one of two places of a name that was left as it was is found', () => {
  const broken = SOURCE.replace('{ current', '{ a');
  expect(nameTroubles(SOURCE, broken, KEPT)).toContain('properties: current is both a and current');
});

test('a table of names that was not renamed with them is found', () => {
  const broken = SOURCE.replace('ceiling: 2', 'a: 2').replace('n.ceiling', 'n.a');
  expect(nameTroubles(SOURCE, broken, KEPT)).toContain('properties: ceiling is both a and ceiling');
});
