import { setImmediate as eventLoopTurn, setTimeout as sleep } from 'node:timers/promises';
import { showProgress } from './console.ts';

/** A clock that moves when told to (the simulator's virtual clock). */
export interface PacedClock {
  nowMs(): number;
  advanceBy(durationMs: number): void;
}

/** Sockets, disk and pages get a turn after this much virtual time. */
const SLICE_MS = 20;
const WALL_TURN_MS = 10;
/** After a pause of the whole machine the simulated world goes on where it was instead of racing to catch up. */
const CATCH_UP_MS = 250;

/** Moves the clock at `speed` times real time, Infinity as fast as the machine can, until `isOver`. */
export async function pace(clock: PacedClock, speed: number, isOver: () => boolean): Promise<void> {
  let beforeMs = performance.now();
  while (!isOver()) {
    if (!Number.isFinite(speed)) {
      clock.advanceBy(SLICE_MS);
      await eventLoopTurn();
      continue;
    }
    await sleep(WALL_TURN_MS);
    const nowMs = performance.now();
    let dueMs = Math.min(CATCH_UP_MS, nowMs - beforeMs) * speed;
    beforeMs = nowMs;
    for (; dueMs > 0 && !isOver(); dueMs -= SLICE_MS) {
      clock.advanceBy(Math.min(SLICE_MS, dueMs));
      await eventLoopTurn();
    }
  }
}

/** Paces until `work` settles, with a progress bar over the expected duration. */
export async function paceShown(
  clock: PacedClock,
  speed: number,
  expectedS: number,
  work: Promise<unknown>,
): Promise<void> {
  let over = false;
  const end = (): void => {
    over = true;
  };
  work.then(end, end);
  const progress = showProgress(Math.ceil(expectedS), 's');
  await pace(clock, speed, () => {
    progress.update(clock.nowMs() / 1000, '');
    return over;
  });
  progress.stop();
}
