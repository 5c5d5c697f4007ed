import type { OutputHistory } from '../../sim/board/output-history.ts';

/** More than one piece of work of the interpreter: its accesses to the hardware lie ahead of the clock. */
const LOOK_BACK_MS = 20;

/** Since when it has been so, within the last 20 ms, to a ten-millionth of a millisecond; `nowMs` where it is not so yet. */
export function turnedMs(output: OutputHistory, nowMs: number, isSo: (currentUa: number) => boolean): number {
  let falseMs = nowMs - LOOK_BACK_MS;
  let trueMs = nowMs;
  if (isSo(output.currentUaAt(falseMs))) return falseMs;
  while (trueMs - falseMs > 1e-7) {
    const middleMs = (falseMs + trueMs) / 2;
    if (isSo(output.currentUaAt(middleMs))) trueMs = middleMs;
    else falseMs = middleMs;
  }
  return trueMs;
}
