import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { VirtualClock } from '../sim/board/virtual-clock.ts';

const SLICE_MS = 10;
const PATIENCE_MS = 600_000;

/** Moves the clock until a promise has settled, with turns of the event loop between, so that what awaits goes on. */
export async function passUntil<Value>(
  clock: VirtualClock,
  promise: Promise<Value>,
  sliceMs = SLICE_MS,
): Promise<Value> {
  let settled = false;
  const done = (): void => {
    settled = true;
  };
  promise.then(done, done);
  const limitMs = clock.nowMs() + PATIENCE_MS;
  while (!settled) {
    if (clock.nowMs() > limitMs) throw new Error('nothing came of it in ten minutes of virtual time');
    clock.advanceBy(sliceMs);
    await eventLoopTurn();
  }
  return promise;
}

/** Lets so much time pass, with turns of the event loop between. */
export async function pass(clock: VirtualClock, durationMs: number, sliceMs = SLICE_MS): Promise<void> {
  const untilMs = clock.nowMs() + durationMs;
  while (clock.nowMs() < untilMs) {
    clock.advanceBy(Math.min(sliceMs, untilMs - clock.nowMs()));
    await eventLoopTurn();
  }
}
