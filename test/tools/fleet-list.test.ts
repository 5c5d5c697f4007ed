import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { parseFleetList, readFleetText, writeFilledList } from '../../host/tools/fleet-list.ts';
import { SEED } from '../seeded.ts';

const folder = mkdtempSync(join(tmpdir(), 'limber-fleet-list-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = 'device,role,board,port,label,person\n';
const GOOD = 'b-1,motion,puck,/dev/ttyACM0,B-01,p-1';

function badLines(text: string): string[] {
  const list = parseFleetList(text);
  return list.kind === 'bad' ? list.lines.map(({ line, why }) => `${line}: ${why}`) : [];
}

test('a list as spreadsheets write it: BOM, CRLF, spaces, other order, empty lines, remarks', () => {
  const list = parseFleetList(
    '\uFEFFlabel, port ,Board,role,device\r\nB-01 , /dev/a , puck,motion,\r\n\r\n# not these\r\n"B-02","/dev/b",xiao,stim,b-2\r\n',
  );
  expect(list).toMatchObject({
    kind: 'good',
    rows: [
      { line: 2, device: '', role: 'motion', board: 'puck', port: '/dev/a', label: 'B-01', person: '' },
      { line: 5, device: 'b-2', role: 'stim', board: 'xiao', label: 'B-02' },
    ],
  });
});

test('every line that is not right is named, with all that is wrong in it', () => {
  const text = `${HEAD}${GOOD}
b 2,motion,puck,/dev/b,B-02,
,moton,pug,/dev/c,B-03,
,stim,puck,/dev/d,B-04,
,motion,puck,,,Anna Example
,motion,puck,/dev/e
b-7,motion,puck,/dev/f,"B\u0007",
`;
  expect(badLines(text)).toEqual([
    '3: device "b 2" is no id: letters, digits, - and _',
    '4: role "moton" is neither motion nor stim; board "pug" is none of puck, xiao, jolt, bangle2',
    '5: a puck cannot be a stim band',
    '6: port is missing or cannot be read; label "" is not 1 to 24 letters, digits, spaces, . _ / # or -; person "Anna Example" is no pseudonym: letters, digits, - and _',
    '7: 4 cells, the first line has 6',
    '8: label "?" is not 1 to 24 letters, digits, spaces, . _ / # or -',
  ]);
});

test('an id, a port or a label that stands there twice', () => {
  const text = `${HEAD}${GOOD}\nb-1,motion,puck,/dev/b,B-02,\nb-3,motion,puck,/dev/ttyACM0,B-03,\nb-4,motion,puck,/dev/d,B-01,\n`;
  expect(badLines(text)).toEqual([
    '3: device b-1 stands in line 2 already',
    '4: port /dev/ttyACM0 stands in line 2 already',
    '5: label B-01 stands in line 2 already',
  ]);
});

test.each([
  ['', /^1: it is empty; the first line names the columns/],
  ['device,role,board,port\n', /^1: the column label is missing/],
  ['device,role,board,port,label,persn\n', /^1: there is no column "persn"/],
  ['device,role,board,port,label,label\n', /^1: the column label is there twice/],
  [HEAD, /^1: no band stands below the columns/],
  [`${HEAD}${GOOD}\nb-2,"motion,puck,/dev/b,B-02,\n`, /no CSV: Quote Not Closed/],
] as const)('%j', (text, words) => {
  expect(badLines(text).join('\n')).toMatch(words);
});

test('whatever a file holds, it is a list or named lines, never an exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.boolean(), (text, headed) => {
      const list = parseFleetList(headed ? HEAD + text : text);
      if (list.kind === 'bad') expect(list.lines.length).toBeGreaterThan(0);
      else expect(list.rows.length).toBeGreaterThan(0);
    }),
    { seed: SEED, numRuns: 40 },
  );
});

test('what is written is read back', () => {
  const list = parseFleetList(`${HEAD}${GOOD}\n,stim,xiao,"/dev/a,b",Ward 7 #2,\n`);
  if (list.kind === 'bad') throw new Error('not good');
  const path = join(folder, 'bands.filled.csv');
  writeFilledList(path, list.rows);
  expect(parseFleetList(readFleetText(path))).toEqual(list);
});
