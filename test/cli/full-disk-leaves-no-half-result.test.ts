import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mountTmpfs } from '../records/mounted-tmpfs.ts';
import { runLimber } from './limber.ts';

const FULL = /cannot be written: the disk is full\. Make room there, or name another place\.\n$/;

/** Until nothing more fits. */
function fill(path: string): void {
  expect(() => writeFileSync(path, Buffer.alloc(1_000_000))).toThrow(/ENOSPC/);
}

test('where the disk is full no support file is left behind, and one line says what to do', async ({ skip }) => {
  const folder = mountTmpfs('size=64k');
  if (folder === null) return skip();
  fill(join(folder, 'others'));
  const { code, stderr } = await runLimber(['doctor', '--json', '--bundle', join(folder, 'support.json')]);
  expect(stderr).toMatch(FULL);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect({ code, left: readdirSync(folder) }).toEqual({ code: 1, left: ['others'] });
});

test('what lay there before stays as it was', async ({ skip }) => {
  const folder = mountTmpfs('size=64k');
  if (folder === null) return skip();
  writeFileSync(join(folder, 'support.json'), 'of last week');
  fill(join(folder, 'others'));
  const { code } = await runLimber(['doctor', '--json', '--bundle', join(folder, 'support.json')]);
  expect({ code, left: readdirSync(folder).sort() }).toEqual({ code: 1, left: ['others', 'support.json'] });
  expect(readFileSync(join(folder, 'support.json'), 'utf8')).toBe('of last week');
});

test('a device that takes nothing is no disk, and told the same way', async () => {
  const { code, stderr } = await runLimber(['doctor', '--json', '--bundle', '/dev/full']);
  expect(stderr).toMatch(FULL);
  expect(code).toBe(1);
});
