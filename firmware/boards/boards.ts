import type { Board } from './board.ts';
import { puck } from './puck.ts';
import { xiao } from './xiao.ts';

export const BOARDS: readonly Board[] = [puck, xiao];

/** The board this interpreter was built for. On one we do not know nothing may be driven: the firmware stops here. */
export function thisBoard(): Board {
  const board = BOARDS.find((candidate) => candidate.environment === process.env.BOARD);
  if (!board) throw new Error('unknown board ' + process.env.BOARD);
  return board;
}
