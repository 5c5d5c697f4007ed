import { LimberError } from '../../protocol/limber-error.ts';
import type { Timeline } from '../../protocol/timeline.ts';

/**
 * What a library promises, with an end to the waiting: its promise may never settle.
 * @param what for the message: "the connection to c0:ff:ee:00:00:01"
 * @throws LimberError link/no-answer after `ms`; what comes later is dropped
 */
export function within<Value>(timeline: Timeline, ms: number, what: string, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const cancel = timeline.after(ms, () =>
      reject(new LimberError('link/no-answer', `${what} did not come about within ${ms / 1000} s.`)),
    );
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}
