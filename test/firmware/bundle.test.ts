import { expect, test } from 'vitest';
import { buildFirmware, ROLES } from '../../firmware/build/build.ts';
import { MOTION_SETTINGS } from '../../firmware/imu/motion-settings.ts';
import { MOTION_CONFIGURATIONS } from '../../protocol/motion-configuration.ts';
import { BOARD_KINDS } from '../../sim/board/board-kinds.ts';

/** Bytes of source text: it is what an Espruino keeps in flash and reads at each execution. */
const MOST_BYTES = { motion: 14_000, stim: 42_000 };

test.each(ROLES)('the %s bundle passes the syntax gate and stays small', async (role) => {
  const { code, findings } = await buildFirmware(role);
  console.log(`${role}: ${code.length} bytes`);
  expect(findings).toEqual([]);
  expect(code.length).toBeLessThan(MOST_BYTES[role]);
  // ASCII only: other text costs an Espruino a UTF-8 string.
  expect(code).toMatch(/^[\x20-\x7e\n]*$/);
});

test('bands and host know the same motion configurations', () => {
  const known = MOTION_CONFIGURATIONS.map(({ id, rateHz, accRangeG, gyroRangeDps }) => ({
    id,
    rateHz,
    accRangeG,
    gyroRangeDps,
  }));
  expect(MOTION_SETTINGS).toEqual(known);
});

test('every board that is simulated is one the firmware knows', async () => {
  // By its address: the compiler would want Espruino's library for it, which this project does not have.
  const table = new URL('../../firmware/boards/boards.ts', import.meta.url).href;
  const { BOARDS } = (await import(table)) as { BOARDS: { name: string; environment: string; payloadBytes: number }[] };
  for (const [name, { environment, payloadBytes }] of Object.entries(BOARD_KINDS)) {
    expect(BOARDS.find((board) => board.name === name)).toMatchObject({ environment, payloadBytes });
  }
});
