import { readFileSync } from 'node:fs';
import { runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { findUnsupported } from '../../../firmware/build/syntax-gate.ts';
import { createLanguage } from '../../../sim/board/language.ts';

interface Probe {
  readonly area: string;
  readonly name: string;
  readonly code: string;
  readonly runs: boolean;
}

const MATRIX = new URL('../../fixtures/espruino-matrix.json', import.meta.url);
const { probes } = JSON.parse(readFileSync(MATRIX, 'utf8')) as { probes: Probe[] };
/** Areas of built-in objects; the rest is syntax, which no `vm` takes away and the syntax gate watches. */
const OF_BUILT_INS = ['str', 'arr', 'col', 'ta', 'math', 'date'];

function runs(probe: Probe): boolean {
  try {
    return runInContext(`(function(){${probe.code}\n})()`, createLanguage()) === true;
  } catch {
    return false;
  }
}

test('whatever a real interpreter runs of the built-in objects runs here', () => {
  const lost = probes.filter((probe) => OF_BUILT_INS.includes(probe.area) && probe.runs && !runs(probe));
  expect(lost.map(({ name }) => name)).toEqual([]);
});

test('what it has not is not here, or is flagged by the syntax gate', () => {
  const extra = probes
    .filter((probe) => OF_BUILT_INS.includes(probe.area) && !probe.runs && runs(probe))
    .filter((probe) => findUnsupported(probe.code).length === 0);
  expect(extra.map(({ name }) => name)).toEqual(['integer-like keys order', 'Math.round(-0.5), (2.5)']);
});

test('nothing of Node is in reach', () => {
  const names = runInContext('Object.getOwnPropertyNames(globalThis)', createLanguage()) as string[];
  for (const name of ['process', 'require', 'console', 'setTimeout', 'fetch', 'WebAssembly', 'Buffer'])
    expect(names).not.toContain(name);
});
