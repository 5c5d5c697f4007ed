/**
 * One timer for everything a stim band does: in each turn of the interpreter's idle loop it runs the tick or one piece of
 * work, never both. Espruino hands over radio and button events between turns, so that a STOP waits for one piece at most.
 */
export interface WorkQueue {
  /** @returns false where too much waits already. */
  add(job: () => void): boolean;
  begin(): void;
}

/** More than all that a band has to do at once; what a flood adds beyond is not done. */
const JOBS_MAX = 24;

/**
 * Both run before any work that waits. If one throws, the queue stops: the watchdog is then not kicked any more.
 * @param passTime comes first; it returns whether it did anything, and the tick is then a turn of its own
 */
export function createWorkQueue(tickS: number, passTime: (nowS: number) => boolean, tick: () => void): WorkQueue {
  const jobs: (() => void)[] = [];
  let dueS = getTime();
  let isTickDue = false;

  function work(): void {
    try {
      jobs.shift()?.();
    } catch {
      // A message that nobody foresaw must not stop the supervisor.
    }
  }
  function turn(): void {
    const nowS = getTime();
    if (isTickDue) {
      isTickDue = false;
      tick();
    } else if (nowS >= dueS) {
      dueS = Math.max(dueS + tickS, nowS);
      isTickDue = passTime(nowS);
      if (!isTickDue) tick();
    } else if (jobs.length) work();
    // What the radio adds while nothing waits gets its turn after the next tick.
    setTimeout(turn, isTickDue || jobs.length ? 1 : (dueS - getTime()) * 1000);
  }

  return {
    add(job) {
      if (jobs.length >= JOBS_MAX) return false;
      jobs.push(job);
      return true;
    },
    begin: turn,
  };
}
