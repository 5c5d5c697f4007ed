import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { logSeconds, logTable } from '../../firmware/build/log-capacity-table.ts';
import { withTable } from '../../firmware/build/readme-table.ts';

const README = readFileSync(new URL('../../firmware/README.md', import.meta.url), 'utf8');

test('firmware/README.md says how many seconds fit, as the build computes them', () => {
  expect(README).toContain(logTable());
  expect(withTable(README, 'log', logTable())).toBe(README);
});

test('a half of the room and twice the rate are a half of the seconds', () => {
  // 98 blocks of 612 bytes each.
  expect(logSeconds(60_000, 104, 4)).toBe(Math.floor((4 * 98 * 72) / 104));
  expect(logSeconds(60_000, 208, 4)).toBeCloseTo(logSeconds(60_000, 104, 4) / 2, -1);
  expect(logSeconds(60_000, 104, 2)).toBeCloseTo(logSeconds(60_000, 104, 4) / 2, -1);
});
