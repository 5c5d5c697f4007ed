import type { Timeline } from '../../protocol/timeline.ts';
import type { Random } from '../random.ts';
import { CALLBACK_MS, GC_MEAN_PERIOD_MS, GC_MS } from './interpreter-cost.ts';

/**
 * When JavaScript runs on the board, and for how long. In a `vm` it takes no virtual time, so each callback is charged for
 * what it did; while the interpreter is busy everything else queues, as on the device.
 */
export interface Interpreter {
  /** Virtual time inside the running callback: its start plus the work so far. */
  nowMs(): number;
  /** The running callback has worked this long. */
  charge(durationMs: number): void;
  /** Likewise by waiting for a bus, which takes its time whoever waits. */
  occupy(durationMs: number): void;
  /**
   * Runs `callback` when the interpreter comes to it. Each turn of its idle loop first takes all events (radio, pins), then
   * all timers that are due; what comes meanwhile waits for the next turn.
   */
  enqueue(callback: () => void, source: 'event' | 'timer'): void;
  /** The interpreter does nothing for this long (a fault to be survived). */
  stall(durationMs: number): void;
  /** Forgets everything queued: the board was reset. */
  clear(): void;
  /** Milliseconds of work since the start. */
  busyMs(): number;
}

/** What is asked of a chip again and again is asked no faster than an interpreter can. */
const BETWEEN_ACCESSES_MS = 1;

/** @param isEffortless work takes no time, and garbage is collected in none: what runs in other code takes as long */
export function createInterpreter(
  timeline: Timeline,
  random: Random,
  onError: (error: unknown) => void,
  isEffortless = false,
): Interpreter {
  let waiting: { event: (() => void)[]; timer: (() => void)[] } = { event: [], timer: [] };
  let turn: (() => void)[] = [];
  let generation = 0;
  let scheduled = false;
  let running = false;
  let startedMs = 0;
  let chargedMs = 0;
  let freeAtMs = 0;
  let totalMs = 0;
  let nextGcMs = gcPause(random);

  const run = (callback: () => void): void => {
    startedMs = timeline.nowMs();
    chargedMs = isEffortless ? 0 : CALLBACK_MS;
    running = true;
    const began = generation;
    try {
      callback();
    } catch (error) {
      // What a reset ended has nobody to tell.
      if (began === generation) onError(error);
    }
    running = false;
    if (began !== generation) return;
    totalMs += chargedMs;
    freeAtMs = startedMs + chargedMs;
    if (isEffortless || freeAtMs < nextGcMs) return;
    freeAtMs += random.uniform(GC_MS.low, GC_MS.high);
    nextGcMs = freeAtMs + gcPause(random);
  };
  const takeNext = (): (() => void) | undefined => {
    for (const source of ['event', 'timer'] as const) {
      if (turn.length > 0) break;
      turn = waiting[source].splice(0);
    }
    return turn.shift();
  };
  const isIdle = (): boolean => turn.length + waiting.event.length + waiting.timer.length === 0;
  const schedule = (): void => {
    if (scheduled || running || isIdle()) return;
    scheduled = true;
    const began = generation;
    timeline.after(Math.max(0, freeAtMs - timeline.nowMs()), () => {
      if (began !== generation) return;
      scheduled = false;
      if (timeline.nowMs() < freeAtMs) return schedule();
      run(takeNext()!);
      schedule();
    });
  };

  return {
    nowMs: () => (running ? startedMs + chargedMs : timeline.nowMs()),
    charge: (durationMs) => {
      if (!isEffortless) chargedMs += durationMs;
    },
    occupy: (durationMs) => {
      chargedMs += isEffortless ? durationMs + BETWEEN_ACCESSES_MS : durationMs;
    },
    enqueue: (callback, source) => {
      waiting[source].push(callback);
      schedule();
    },
    stall: (durationMs) => {
      freeAtMs = Math.max(freeAtMs, timeline.nowMs()) + durationMs;
    },
    clear: () => {
      generation++;
      waiting = { event: [], timer: [] };
      turn = [];
      scheduled = false;
      freeAtMs = timeline.nowMs();
    },
    busyMs: () => totalMs,
  };
}

/** Between two collections, exponentially spread. */
const gcPause = (random: Random): number => -Math.log(1 - random.next()) * GC_MEAN_PERIOD_MS;
