/**
 * One timer for everything a stim band does: in each turn of the interpreter's idle loop it runs the tick or one piece of
 * work, never both. Espruino hands over radio and button events between turns, so that a STOP waits for one piece at most.
 */
export interface WorkQueue {
  add(job: () => void): void;
  begin(): void;
}

/** @param tick runs before any work that waits. If it throws, the queue stops: the watchdog is then not kicked any more. */
export function createWorkQueue(tickS: number, tick: (nowS: number) => void): WorkQueue {
  const jobs: (() => void)[] = [];
  let dueS = getTime();

  function work(): void {
    try {
      jobs.shift()?.();
    } catch {
      // A message that nobody foresaw must not stop the supervisor.
    }
  }
  function turn(): void {
    const nowS = getTime();
    if (nowS >= dueS) {
      dueS = Math.max(dueS + tickS, nowS);
      tick(nowS);
    } else if (jobs.length) work();
    // What the radio adds while nothing waits gets its turn after the next tick.
    setTimeout(turn, jobs.length ? 1 : (dueS - getTime()) * 1000);
  }

  return {
    add(job) {
      jobs.push(job);
    },
    begin: turn,
  };
}
