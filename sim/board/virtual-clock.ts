import type { Cancel, Timeline } from '../../protocol/timeline.ts';

/** A Timeline that only moves when told to. One is shared by boards, air, bodies and host of a simulation. */
export interface VirtualClock extends Timeline {
  /** Runs everything due until then, in order, and leaves the clock at `tMs`. */
  advanceTo(tMs: number): void;
  advanceBy(durationMs: number): void;
  /** Runs until `isDone` or until `limitMs`. @returns whether it was done in time. */
  runUntil(isDone: () => boolean, limitMs: number): boolean;
  /** When the next event is due; Infinity when there is none. */
  nextDueMs(): number;
}

interface Due {
  atMs: number;
  /** Events of one moment run in the order they were asked for. */
  readonly order: number;
  callback: (() => void) | null;
}

const isBefore = (a: Due, b: Due): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

function push(heap: Due[], due: Due): void {
  let at = heap.length;
  heap.push(due);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(due, heap[parent]!)) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = due;
}

function pop(heap: Due[]): Due {
  const first = heap[0]!;
  const last = heap.pop()!;
  if (heap.length > 0) sink(heap, last);
  return first;
}

function sink(heap: Due[], due: Due): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
    if (!isBefore(heap[child]!, due)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = due;
}

/** @param wallAtStartMs UTC of the clock's zero: labels only. */
export function createVirtualClock(wallAtStartMs = Date.UTC(2026, 0, 5, 9)): VirtualClock {
  const heap: Due[] = [];
  let nowMs = 0;
  let order = 0;

  const schedule = (atMs: number, callback: () => void): Due => {
    if (!Number.isFinite(atMs)) throw new RangeError(`no such moment: ${atMs} ms`);
    const due = { atMs: Math.max(nowMs, atMs), order: order++, callback };
    push(heap, due);
    return due;
  };
  /** Drops what was cancelled. */
  const peek = (): Due | undefined => {
    while (heap.length > 0 && heap[0]!.callback === null) pop(heap);
    return heap[0];
  };
  const runNext = (): void => {
    const due = pop(heap);
    nowMs = due.atMs;
    due.callback!();
  };
  const advanceTo = (tMs: number): void => {
    for (let due = peek(); due && due.atMs <= tMs; due = peek()) runNext();
    nowMs = Math.max(nowMs, tMs);
  };

  return {
    nowMs: () => nowMs,
    wallMs: () => wallAtStartMs + nowMs,
    after: (delayMs, callback) => {
      const due = schedule(nowMs + delayMs, callback);
      return () => {
        due.callback = null;
      };
    },
    every: (periodMs, callback) => repeat(schedule, nowMs, periodMs, callback),
    advanceTo,
    advanceBy: (durationMs) => advanceTo(nowMs + durationMs),
    runUntil: (isDone, limitMs) => {
      while (!isDone()) {
        const due = peek();
        if (!due || due.atMs > limitMs) {
          nowMs = Math.max(nowMs, limitMs);
          return isDone();
        }
        runNext();
      }
      return true;
    },
    nextDueMs: () => peek()?.atMs ?? Number.POSITIVE_INFINITY,
  };
}

/** Keeps to the raster of its first moment: no drift however late the host's own timers are. */
function repeat(
  schedule: (atMs: number, callback: () => void) => Due,
  startMs: number,
  periodMs: number,
  callback: () => void,
): Cancel {
  if (!(periodMs > 0)) throw new RangeError(`no such period: ${periodMs} ms`);
  let turn = 0;
  let due: Due;
  let cancelled = false;
  const next = (): void => {
    turn++;
    due = schedule(startMs + turn * periodMs, () => {
      next();
      callback();
    });
    if (cancelled) due.callback = null;
  };
  next();
  return () => {
    cancelled = true;
    due.callback = null;
  };
}
