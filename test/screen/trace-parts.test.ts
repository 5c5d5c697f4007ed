import { expect, test } from 'vitest';
import { gapWords, traceParts } from '../../host/screen/web/charts/trace-parts.ts';

const recent = (agoS: number[], filled: number[] = []) => ({
  agoS,
  angleDeg: agoS.map((_, i) => 10 * i),
  isFilled: agoS.map((_, i) => filled.includes(i)),
});

test('what was filled in is a line of its own that joins the measured ones', () => {
  const parts = traceParts(recent([-0.16, -0.12, -0.08, -0.04, 0], [2]));
  expect(parts.measuredDeg).toEqual([0, 10, null, 30, 40]);
  expect(parts.filledDeg).toEqual([null, 10, 20, 30, null]);
  expect(parts.holes).toEqual([]);
  expect(gapWords(parts)).toBe('Dotted: filled in.');
});

test('a long gap is left open and told', () => {
  const parts = traceParts(recent([-5.04, -5, -0.04, 0]));
  expect(parts.holes).toEqual([{ fromS: -5, toS: -0.04 }]);
  expect(parts.measuredDeg).toEqual([0, 10, null, 20, 30]);
  expect(gapWords(parts)).toContain('Hatched: no signal.');
});

test('a whole trace has nothing to explain', () => {
  expect(gapWords(traceParts(recent([-0.08, -0.04, 0])))).toBe('');
});
