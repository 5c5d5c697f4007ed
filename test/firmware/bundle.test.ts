import { expect, test } from 'vitest';
import { buildPart, PARTS } from '../../firmware/build/band-parts.ts';
import { excessOf, sizeLine } from '../../firmware/build/budgets.ts';
import { buildFirmware, ROLES } from '../../firmware/build/build.ts';
import { findUnknownNames } from '../../firmware/build/unknown-names.ts';
import { motionSettings } from '../../firmware/imu/motion-settings.ts';
import { MOTION_CONFIGURATIONS } from '../../protocol/motion-configuration.ts';
import { BOARD_KINDS } from '../../sim/board/board-kinds.ts';

test.each(ROLES)('the %s bundle passes the syntax gate and stays small', async (role) => {
  const { code, findings } = await buildFirmware(role);
  console.log(sizeLine(`${role}-release.js`, code.length));
  expect(findings).toEqual([]);
  expect(excessOf(`${role}-release.js`, code.length)).toBe('');
  // ASCII only: other text costs an Espruino a UTF-8 string.
  expect(code).toMatch(/^[\x20-\x7e\n]*$/);
});

test.each(PARTS)('%s.js, the same for every band, stays in its budget', async (part) => {
  const { code, findings } = await buildPart(part);
  expect(findings).toEqual([]);
  expect(excessOf(`${part}.js`, code.length)).toBe('');
});

test('a budget that is exceeded says by how much; a goal that is missed is told', () => {
  expect(excessOf('motion-release.js', 8000)).toBe('');
  expect(excessOf('motion-release.js', 8001)).toBe('motion-release.js: 8001 bytes, 1 more than its budget of 8000');
  expect(sizeLine('stim-release.js', 20_000)).toContain('6000 more than the goal of 14000');
});

test('a name that a pass of the build has lost is found', () => {
  const found = findUnknownNames('var a=1;Math.min(a,lost);E.kickWatchdog()').map(({ construct }) => construct);
  expect(found).toEqual(['lost is declared nowhere']);
});

test('bands and host know the same motion configurations', () => {
  const known = MOTION_CONFIGURATIONS.map(({ rateHz, accRangeG, gyroRangeDps }) => [rateHz, accRangeG, gyroRangeDps]);
  expect(motionSettings()).toEqual(known);
  expect(MOTION_CONFIGURATIONS.map(({ id }) => id)).toEqual(motionSettings().map((_, i) => i + 1));
});

test('every board that is simulated is one the firmware knows', async () => {
  // By its address: the compiler would want Espruino's library for it, which this project does not have.
  const table = new URL('../../firmware/boards/boards.ts', import.meta.url).href;
  const { boards } = (await import(table)) as {
    boards: () => { name: string; environment: string; payloadBytes: number }[];
  };
  for (const [name, { environment, payloadBytes }] of Object.entries(BOARD_KINDS)) {
    expect(boards().find((board) => board.name === name)).toMatchObject({ environment, payloadBytes });
  }
});
