/**
 * One timer for everything a stim band does: in each turn of the interpreter's idle loop it runs a beat or one piece of
 * work, never both. Espruino hands over radio and button events between turns, so that a STOP waits for one piece at most.
 */
export interface WorkQueue {
  /** @returns false where too much waits already. */
  add(job: () => void): boolean;
  /** The rest of a piece of work: before all that waits, so that nothing which came later overtakes it. */
  goOn(job: () => void): void;
  begin(): void;
}

/** More than all that a band has to do at once; what a flood adds beyond is not done. */
const JOBS_MAX = 24;

/**
 * Both run before any work that waits. If one throws, the queue stops: the watchdog is then not kicked any more.
 * @param beat comes each `beatS`, with the time at which it was due; it returns whether `afterBeat` is wanted, in a turn of its own
 */
export function createWorkQueue(beatS: number, beat: (dueS: number) => boolean, afterBeat: () => void): WorkQueue {
  const jobs: (() => void)[] = [];
  let dueS = 0;
  let isAfterBeat = false;

  function work(): void {
    try {
      jobs.shift()?.();
    } catch {
      // A message that nobody foresaw must not stop the supervisor.
    }
  }
  function turn(): void {
    const nowS = getTime();
    if (isAfterBeat) {
      isAfterBeat = false;
      afterBeat();
    } else if (nowS >= dueS) {
      dueS += beatS;
      // What was missed is not made up for, and the beat stays in step.
      if (dueS <= nowS) dueS = nowS + beatS - ((nowS - dueS) % beatS);
      isAfterBeat = beat(dueS - beatS);
    } else work();
    // What the radio adds while nothing waits gets its turn after the next beat.
    setTimeout(turn, isAfterBeat || jobs.length ? 1 : (dueS - getTime()) * 1000);
  }

  return {
    add(job) {
      if (jobs.length >= JOBS_MAX) return false;
      jobs.push(job);
      return true;
    },
    goOn(job) {
      jobs.unshift(job);
    },
    begin() {
      dueS = getTime();
      turn();
    },
  };
}
