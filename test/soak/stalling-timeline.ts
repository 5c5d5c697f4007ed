import type { Cancel, Timeline } from '../../protocol/timeline.ts';

/** A host's own time beside the bands': while it stalls, theirs goes on, and what was due meanwhile runs late, in its order. */
export interface StallingTimeline extends Timeline {
  stall(forMs: number): void;
  isStalled(): boolean;
}

interface Due {
  callback: (() => void) | null;
}

export function stallingTimeline(clock: Timeline): StallingTimeline {
  let stalledUntilMs = 0;
  let late: Due[] = [];
  const isStalled = (): boolean => clock.nowMs() < stalledUntilMs;
  const release = (): void => {
    if (isStalled()) return;
    const due = late;
    late = [];
    for (const one of due) one.callback?.();
  };
  const run = (due: Due): void => {
    if (isStalled()) late.push(due);
    else due.callback?.();
  };
  const cancelled = (due: Due, cancel: Cancel): Cancel => {
    return () => {
      due.callback = null;
      cancel();
    };
  };
  return {
    nowMs: clock.nowMs,
    wallMs: clock.wallMs,
    after: (delayMs, callback) => {
      const due: Due = { callback };
      return cancelled(
        due,
        clock.after(delayMs, () => run(due)),
      );
    },
    // As many turns as were missed are one, as with the event loop's own timers.
    every: (periodMs, callback) => {
      const due: Due = { callback };
      return cancelled(
        due,
        clock.every(periodMs, () => {
          if (!late.includes(due)) run(due);
        }),
      );
    },
    stall: (forMs) => {
      stalledUntilMs = Math.max(stalledUntilMs, clock.nowMs() + forMs);
      clock.after(forMs, release);
    },
    isStalled,
  };
}
