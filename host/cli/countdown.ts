import type { Cancel, Timeline } from '../../protocol/timeline.ts';
import { say } from './console.ts';

export interface Countdown {
  begin(instruction: string, withinMs: number): void;
  /** May be called more than once. */
  end(): void;
}

const BEAT_MS = 1000;

/** What the person must do and how long there is: counted down on a terminal, said once elsewhere. */
export function showCountdown(timeline: Timeline): Countdown {
  const onTerminal = process.stderr.isTTY;
  let cancel: Cancel | undefined;
  return {
    begin: (instruction, withinMs) => {
      const untilMs = timeline.nowMs() + withinMs;
      const leftS = (): number => Math.max(0, Math.ceil((untilMs - timeline.nowMs()) / BEAT_MS));
      if (!onTerminal) {
        say(`${instruction}, within ${leftS()} s.`);
        return;
      }
      const draw = (): void => void process.stderr.write(`\r${instruction}, within ${leftS()} s. \u001b[K`);
      draw();
      cancel = timeline.every(BEAT_MS, draw);
    },
    end: () => {
      if (!cancel) return;
      cancel();
      cancel = undefined;
      process.stderr.write('\n');
    },
  };
}
