import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import type { Interpreter } from './interpreter.ts';

/** setTimeout and setInterval of an Espruino: they run on the device's own crystal and queue behind a busy interpreter. */
export interface DeviceTimers {
  readonly globals: Record<string, unknown>;
  clear(): void;
}

interface Timer {
  periodMs: number;
  repeats: boolean;
  dueMs: number;
  callback: () => void;
  cancel: Cancel;
}

/** @param clockRatio device seconds per true second. */
export function createDeviceTimers(timeline: Timeline, interpreter: Interpreter, clockRatio: number): DeviceTimers {
  const timers = new Map<number, Timer>();
  let nextId = 1;

  const fire = (id: number): void => {
    const timer = timers.get(id);
    if (!timer) return;
    if (timer.repeats) {
      // A late interval is made up for: the next one is due a period after the last was due.
      timer.dueMs += timer.periodMs;
      plan(id, timer);
    } else timers.delete(id);
    timer.callback();
  };
  const plan = (id: number, timer: Timer): void => {
    const waitMs = Math.max(0, timer.dueMs - timeline.nowMs());
    timer.cancel = timeline.after(waitMs, () => interpreter.enqueue(() => fire(id), 'timer'));
  };
  const add = (callback: () => void, delayMs: number, repeats: boolean): number => {
    const periodMs = Math.max(1, delayMs || 0) / clockRatio;
    const timer: Timer = { periodMs, repeats, dueMs: interpreter.nowMs() + periodMs, callback, cancel: () => {} };
    const id = nextId++;
    timers.set(id, timer);
    plan(id, timer);
    return id;
  };
  const remove = (id?: number): void => {
    for (const [key, timer] of timers) {
      if (id !== undefined && key !== id) continue;
      timer.cancel();
      timers.delete(key);
    }
  };
  const changeInterval = (id: number, periodMs: number): void => {
    const timer = timers.get(id);
    if (!timer) return;
    timer.cancel();
    timer.periodMs = periodMs / clockRatio;
    timer.dueMs = interpreter.nowMs() + timer.periodMs;
    plan(id, timer);
  };

  return {
    globals: {
      setTimeout: (callback: () => void, delayMs: number) => add(callback, delayMs, false),
      setInterval: (callback: () => void, periodMs: number) => add(callback, periodMs, true),
      clearTimeout: remove,
      clearInterval: remove,
      changeInterval,
    },
    clear: () => remove(),
  };
}
