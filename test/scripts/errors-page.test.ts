import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_CATALOGUE } from '../../protocol/error-catalogue.ts';
import { errorsPage } from '../../scripts/generate/errors-page.ts';
import { ROOT } from '../source-files.ts';

test('the committed page of errors is what the catalogue says', () => {
  const committed = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
  expect(committed, 'run "npm run generate"').toBe(errorsPage());
});

test('every code of the catalogue is there once', () => {
  const codes = ERROR_CATALOGUE.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  const named = [...errorsPage().matchAll(/^\| `([^`]+)` +\|/gm)].map((match) => match[1]);
  expect(named).toEqual(codes);
});

test('a vertical bar in a sentence does not end its cell', () => {
  const entry = { code: 'a/b', meaning: 'one|two', who: 'engineer', action: 'c' } as const;
  expect(errorsPage([entry])).toContain('one\\|two');
});
