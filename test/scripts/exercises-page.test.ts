import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exercisesPage } from '../../scripts/generate/exercises-page.ts';
import { ROOT } from '../source-files.ts';

test('the page of exercises is the library (npm run generate)', () => {
  expect(readFileSync(join(ROOT, 'docs/exercises.md'), 'utf8')).toBe(exercisesPage());
});
