import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  BOARD_CURRENTS,
  SESSION_MIN,
  SESSIONS_A_DAY,
  sessionsPerCharge,
  streamingUa,
} from '../../firmware/boards/currents.ts';
import { BOARD_KINDS, type BoardName } from '../../sim/board/board-kinds.ts';
import { ROOT } from '../source-files.ts';
import { connectedBand } from './motion-bench.ts';

const LEAST_SESSIONS = 30;

function powerTable(): string[] {
  return [
    `| board | battery | streaming | asleep | sessions of ${SESSION_MIN} min, ${SESSIONS_A_DAY} a day |`,
    ...BOARD_CURRENTS.map((currents) => {
      const streaming = `${(streamingUa(currents) / 1000).toFixed(1)} mA`;
      const asleep = `${Math.round(currents.asleepUa)} uA`;
      return `| ${currents.board} | ${currents.battery} | ${streaming} | ${asleep} | ${sessionsPerCharge(currents)} |`;
    }),
  ];
}

const withoutPadding = (line: string): string => line.replace(/ +/g, ' ').trim();

test('every board has its currents, and lasts thirty sessions at least', () => {
  expect(BOARD_CURRENTS.map(({ board }) => board).sort()).toEqual(Object.keys(BOARD_KINDS).sort());
  for (const currents of BOARD_CURRENTS) expect(sessionsPerCharge(currents)).toBeGreaterThanOrEqual(LEAST_SESSIONS);
});

test('firmware/README.md has the table that follows from them', () => {
  const lines = readFileSync(join(ROOT, 'firmware/README.md'), 'utf8').split('\n').map(withoutPadding);
  for (const row of powerTable()) expect(lines).toContain(row);
});

test.each(BOARD_CURRENTS)(
  '$board: streaming takes no more of the interpreter than its table says',
  async (currents) => {
    const band = await connectedBand(currents.board as BoardName);
    band.clock.advanceBy(50_000);
    console.log(`${currents.board}: ${(100 * band.board.load()).toFixed(0)} %`);
    expect(band.board.load()).toBeLessThanOrEqual(currents.interpreterShare);
  },
);
