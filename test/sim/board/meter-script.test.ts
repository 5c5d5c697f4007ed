import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { METER, meterScript } from '../../../sim/board/meter-script.ts';
import { builtBundle } from '../../firmware/bench-band.ts';

function run(source: string): { result: unknown; tokens: number } {
  let tokens = 0;
  const world = {
    [METER]: (count: number) => {
      tokens += count;
    },
  };
  const result = runInNewContext(meterScript(source), world);
  return { result: JSON.parse(JSON.stringify(result)), tokens };
}

const PROGRAMS = [
  'var out=[];for(var i=0;i<3;i++)out.push(i);out',
  'var n=0;for(var k in {a:1,b:2})n++;for(var x of [1,2])n+=x;n',
  'function f(n){if(n>2)return n;else if(n)return f(n+1);switch(n){case 0:return "zero";default:return -1}}[f(0),f(1),f(5)]',
  'var f=n=>({n,twice:n*2}),g=n=>n?f(n):null;[f(2),g(0),g(3)]',
  'var i=0;do i++;while(i<5);while(i>2)i--;i',
  'var o={v:0},p=o.v||(o.v=4)&&o.v;[p,o.v??1,o.x??"none"]',
  'try{throw new Error("x")}catch(e){e.message}',
];

test.each(PROGRAMS)('metering changes nothing: %s', (source) => {
  expect(run(source).result).toEqual(JSON.parse(JSON.stringify(runInNewContext(source))));
});

test('work is counted turn by turn and only where code is executed', () => {
  const turns = (n: number): number => run(`for(var i=0;i<${n};i++)Math.abs(i);0`).tokens;
  expect(turns(20) - turns(10)).toBe(turns(30) - turns(20));
  const branch = (taken: boolean): number => run(`if(${taken}){Math.abs(1);Math.abs(2)}0`).tokens;
  expect(branch(true)).toBeGreaterThan(branch(false));
});

test('the built bundles can be metered', async () => {
  for (const role of ['motion', 'stim'] as const) expect(meterScript(await builtBundle(role))).toContain(METER);
});
