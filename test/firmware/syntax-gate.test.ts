import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findUnsupported } from '../../firmware/build/syntax-gate.ts';

interface Probe {
  readonly area: string;
  readonly name: string;
  readonly code: string;
  readonly runs: boolean;
}

const MATRIX = new URL('../fixtures/espruino-matrix.json', import.meta.url);
const { probes } = JSON.parse(readFileSync(MATRIX, 'utf8')) as { probes: Probe[] };
const isFlagged = (probe: Probe): boolean => findUnsupported(probe.code).length > 0;

/** What fails on an Espruino by meaning alone: no syntax tree shows it. */
const BY_MEANING_ALONE = [
  'integer-like keys order',
  'Math.round(-0.5), (2.5)',
  'toString of number in radix / template rounding',
];

test('everything that Espruino refuses and syntax can show is flagged', () => {
  const missed = probes.filter((probe) => !probe.runs && !isFlagged(probe)).map(({ name }) => name);
  expect(missed).toEqual(BY_MEANING_ALONE);
});

test('at most three false alarms on what runs', () => {
  const alarms = probes.filter((probe) => probe.runs && isFlagged(probe)).map(({ name }) => name);
  expect(alarms).toEqual(['let TDZ error']);
});

test('a declaration that a minifier moved behind its use is flagged', () => {
  const moved = '(function(){a=1;print(a);var a})()';
  expect(findUnsupported(moved).map(({ construct }) => construct)).toContain('a used before its declaration');
  expect(findUnsupported('(function(){var a=1;print(a)})()')).toEqual([]);
});

test('a text as the first token of a statement is flagged: behind a case it would be empty', () => {
  const constructs = (code: string): string[] => findUnsupported(code).map(({ construct }) => construct);
  expect(constructs('switch(k){case 1:"a"===s&&f()}')).toEqual(['statement that begins with a text']);
  expect(constructs('switch(k){case 1:s==="a"&&f()}')).toEqual([]);
  expect(constructs('"use strict";f()')).toEqual([]);
});
