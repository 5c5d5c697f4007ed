import type { Timeline } from '../../protocol/timeline.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';

/** A host's clock, moved by the campaign: monotonic time and wall time are told apart, so that either may jump alone. */
export interface LateClock extends Timeline {
  /** @param hung what was due meanwhile runs late: it sees the time at which it runs, as in a process that was stopped */
  moveTo(nowMs: number, wallMs: number, hung: boolean): void;
  nextDueMs(): number;
}

export function createLateClock(nowMs: number, wallMs: number): LateClock {
  const clock = createVirtualClock(0);
  clock.advanceTo(nowMs);
  let wallOffsetMs = wallMs - nowMs;
  let lateMs: number | null = null;
  const presentMs = (): number => lateMs ?? clock.nowMs();
  return {
    nowMs: presentMs,
    wallMs: () => Math.floor(wallOffsetMs + presentMs()),
    after: clock.after,
    every: clock.every,
    nextDueMs: clock.nextDueMs,
    moveTo: (toMs, toWallMs, hung) => {
      wallOffsetMs = toWallMs - toMs;
      lateMs = hung ? toMs : null;
      clock.advanceTo(toMs);
      lateMs = null;
    },
  };
}
