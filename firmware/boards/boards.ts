import { bangle2 } from './bangle2.ts';
import type { MotionBoard } from './board.ts';
import { jolt } from './jolt.ts';
import { puck } from './puck.ts';
import { xiao } from './xiao.ts';

/** Made anew at each call: only the own one is kept. */
export function boards(): readonly MotionBoard[] {
  return [puck(), xiao(), jolt(), bangle2()];
}

/** The board this interpreter was built for. On one we do not know there is none, and whatever asks it anything stops the firmware. */
export function thisBoard(): MotionBoard {
  return boards().find((candidate) => candidate.environment === process.env.BOARD)!;
}
