import { expect, test } from 'vitest';
import { linkNews } from '../../host/link-news.ts';
import { BAND } from '../screen/demo-bands.ts';

test('a terminal is told once of each band that is out of reach, and once that it is back', () => {
  const said: string[] = [];
  const tell = linkNews((line) => said.push(line));
  const shank = { ...BAND, name: 'motion-2', placement: 'shank' };
  for (const awayS of [null, 1, 3, 4, 60, null, null]) tell([BAND, { ...shank, awayS }]);
  expect(said).toEqual([
    'the band on the shank (motion-2) is out of reach and looked for: is it near, and charged?',
    'the band on the shank (motion-2) is back',
  ]);
});

test('what is gone for less than anybody could act upon is not told', () => {
  const said: string[] = [];
  const tell = linkNews((line) => said.push(line));
  for (const awayS of [1, 2, null]) tell([{ ...BAND, awayS }]);
  expect(said).toEqual([]);
});
