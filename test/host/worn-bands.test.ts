import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { rememberBands, rememberedBands } from '../../host/worn-bands.ts';

const folder = mkdtempSync(join(tmpdir(), 'limber-worn-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BANDS = [
  { address: 'c0:ff:ee:00:00:01', placement: 'thigh' as const },
  { address: '/dev/ttyACM0', placement: 'shank' as const },
  { address: 'c0:ff:ee:00:00:03' },
];

test('who wears what is found again, and the last word counts', () => {
  const data = join(folder, 'new', 'gateway');
  rememberBands(data, BANDS);
  expect(rememberedBands(data)).toEqual(BANDS);
  rememberBands(data, BANDS.slice(0, 1));
  expect(rememberedBands(data)).toEqual(BANDS.slice(0, 1));
});

test('a directory without it, or with a file that is not ours, remembers nobody', () => {
  expect(rememberedBands(folder)).toEqual([]);
  for (const text of ['', '{', '[{"address": 5}]', '[{"address": "c0", "placement": "tail"}]', '{"address": "c0"}']) {
    writeFileSync(join(folder, 'worn-bands.json'), text);
    expect(rememberedBands(folder)).toEqual([]);
  }
});

test('where it cannot be kept the system says so and nothing half-written stays', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => rememberBands(join(folder, 'file'), BANDS)).toThrow();
  expect(existsSync(join(folder, 'file', 'worn-bands.json'))).toBe(false);
});
