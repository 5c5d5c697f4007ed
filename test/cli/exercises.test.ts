import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXERCISES } from '../../host/motion/index.ts';
import { runLimber } from './limber.ts';

describe.concurrent('limber exercises', () => {
  test('lists every exercise on a line of its own', async () => {
    const { code, stdout } = await runLimber(['exercises']);
    const lines = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines).toHaveLength(EXERCISES.length + 1);
    expect(lines.find((line) => line.startsWith('knee-extension'))).toMatch(/knee +thigh, shank +65 to 90°/);
  });

  test('--json prints the library', async () => {
    const { stdout } = await runLimber(['exercises', '--json']);
    expect(JSON.parse(stdout)).toEqual(EXERCISES);
  });

  test('--pictures writes two pictures of each', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'limber-pictures-'));
    try {
      await runLimber(['exercises', '--pictures', folder, '--side', 'left']);
      expect(readdirSync(folder)).toHaveLength(2 * EXERCISES.length);
      expect(readFileSync(join(folder, 'heel-slide-bands.svg'), 'utf8')).toMatch(/^<svg .*Left thigh/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
