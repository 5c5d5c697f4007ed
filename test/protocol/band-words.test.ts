import { expect, test } from 'vitest';
import { INNER_WORDS, LASTING_NAMES } from '../../firmware/build/lasting-names.ts';
import { BAND_WORDS, codeOf, wordOf } from '../../protocol/band-words.ts';

test('each word has a code of its own, each code one word', () => {
  const words = BAND_WORDS.map(([word]) => word);
  const codes = BAND_WORDS.map(([, code]) => code);
  expect(new Set(words).size).toBe(words.length);
  expect(new Set(codes).size).toBe(codes.length);
  for (const code of codes) expect(code).toMatch(/^[a-z]{1,2}$/);
  // No word is another one's code: what a bench build says itself stays itself.
  expect(words.filter((word) => codes.includes(word))).toEqual([]);
});

test('the host reads what a band said, and says what a band knows', () => {
  for (const [word, code] of BAND_WORDS) expect([wordOf(code), codeOf(word)]).toEqual([word, code]);
  expect(wordOf('OVER_CURRENT')).toBe('OVER_CURRENT');
  expect([wordOf(''), codeOf('')]).toEqual(['', '']);
  expect(wordOf('A_NEWER_REASON')).toBe('A_NEWER_REASON');
});

test('what a band keeps in flash has a name of its own for good, and no inner word travels', () => {
  const names = Object.values(LASTING_NAMES);
  expect(new Set(names).size).toBe(names.length);
  const travelling = new Set(BAND_WORDS.map(([word]) => word));
  expect(INNER_WORDS.filter((word) => travelling.has(word))).toEqual([]);
});
