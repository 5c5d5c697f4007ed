import type { Timeline } from '../../protocol/timeline.ts';

/** The chip's own watchdog: it runs whatever the interpreter does, and only a reset stops it. */
export interface Watchdog {
  enable(timeoutMs: number): void;
  kick(tMs: number): void;
  disable(): void;
}

export function createWatchdog(timeline: Timeline, onExpired: () => void): Watchdog {
  let timeoutMs = 0;
  let deadlineMs = Number.POSITIVE_INFINITY;
  let cancel = (): void => {};

  const watch = (): void => {
    cancel();
    cancel = timeline.after(Math.max(0, deadlineMs - timeline.nowMs()), () => {
      if (timeline.nowMs() >= deadlineMs) onExpired();
      else watch();
    });
  };
  return {
    enable: (newTimeoutMs) => {
      timeoutMs = newTimeoutMs;
      deadlineMs = timeline.nowMs() + timeoutMs;
      watch();
    },
    kick: (tMs) => {
      if (timeoutMs > 0) deadlineMs = tMs + timeoutMs;
    },
    disable: () => {
      timeoutMs = 0;
      deadlineMs = Number.POSITIVE_INFINITY;
      cancel();
    },
  };
}
