import { uptime } from 'node:os';
import type { HostMoment } from './records/stored-record.ts';

/** How long a session lasts also where the process that ran it was killed: by a clock that every process of the machine reads. */
export interface HostClock {
  moment(): HostMoment;
  /** Of the bands' time against the machine's: 1 for all that are real. */
  readonly speed: number;
}

export const hostClock = (speed: number): HostClock => ({
  moment: () => ({ wallMs: Date.now(), upMs: 1000 * uptime() }),
  speed,
});

/** Clocks that are read one after the other, and one that is slewed, differ by less. */
const SET_BY_MS = 2000;

/** By the clock on the wall, ms; null where it was set meanwhile: how much time has passed cannot be known then. */
export function passedMs(before: HostMoment, now: HostMoment): number | null {
  const wallMs = now.wallMs - before.wallMs;
  const upMs = now.upMs - before.upMs;
  // Less than before: the machine was switched off and on, and only the wall can tell.
  const wasSet = upMs >= 0 && Math.abs(wallMs - upMs) > SET_BY_MS;
  return wasSet || wallMs < 0 ? null : wallMs;
}
