import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../source-files.ts';

interface Threat {
  readonly boundary: string;
  readonly letter: string;
  readonly what: string;
  readonly control: string;
  readonly shown: readonly string[];
}

const BOUNDARIES = ['Radio', 'Serial', 'MQTT', 'HTTP', 'Disk', 'Supply chain'];
const LETTERS = ['S', 'T', 'R', 'I', 'D', 'E'];
const ITEM = /^\*\*([A-Z]): (.+?)\.\*\* (.+?)\. Shown by: (.+?)\.(?: Left: .+)?$/;
/** A file, and the title of a test in it, where the file's own name does not say it. */
const SHOWN = /^`(test\/[\w./-]+\.test\.ts)`(?: "([^"]+)")?$/;

const page = readFileSync(join(ROOT, 'docs/threat-model.md'), 'utf8');
const threats: readonly Threat[] = page.split(/^## /m).flatMap((section) => {
  const boundary = section.split('\n', 1)[0]!.trim();
  const items = section.split(/^- /m).slice(1);
  return items.map((item) => {
    const text = item.trim().replaceAll(/\s+/g, ' ');
    const [, letter = '', what = text, control = '', shown = ''] = ITEM.exec(text) ?? [];
    return { boundary, letter, what, control, shown: shown.split(/; (?=`)/) };
  });
});

test('each boundary is looked at in each of the six ways', () => {
  expect(threats.length).toBeGreaterThanOrEqual(BOUNDARIES.length * LETTERS.length);
  expect([...new Set(threats.map(({ boundary }) => boundary))]).toEqual(BOUNDARIES);
  for (const boundary of BOUNDARIES) {
    const looked = threats.filter((threat) => threat.boundary === boundary).map(({ letter }) => letter);
    expect([boundary, [...new Set(looked)]]).toEqual([boundary, LETTERS]);
  }
});

test.each(threats)('$boundary $letter: $what', ({ control, shown }) => {
  expect(control).not.toBe('');
  for (const one of shown) {
    const [, path, title] = SHOWN.exec(one) ?? [];
    expect(path, `"${one}" names no test`).toBeTruthy();
    expect(existsSync(join(ROOT, path!)), `${path} does not exist`).toBe(true);
    if (title !== undefined) expect(readFileSync(join(ROOT, path!), 'utf8'), path).toContain(title);
  }
});
