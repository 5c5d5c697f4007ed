import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generateInto } from '../../scripts/generate/generate.ts';
import { ROOT } from '../source-files.ts';

test('what is committed under protocol/generated is what the generator writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'limber-generated-'));
  try {
    generateInto(folder);
    const committed = join(ROOT, 'protocol/generated');
    expect(readdirSync(folder).sort()).toEqual(readdirSync(committed).sort());
    for (const file of readdirSync(folder)) {
      expect(readFileSync(join(folder, file), 'utf8'), `${file}: run "npm run generate"`).toBe(
        readFileSync(join(committed, file), 'utf8'),
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
