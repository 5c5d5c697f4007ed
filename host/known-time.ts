import type { Store } from './records/store.ts';
import { forbid, type Prescription, readMemory, type Tightening, withTime } from './stim/index.ts';

/**
 * The latest time that was ever known of this band's home, the present one included, UTC s: a clock that was put back makes nothing
 * valid again. Kept before it is told, so that it outlives a power cut (fault F12).
 * @param wallMs UTC, ms
 * @throws LimberError where it cannot be kept
 */
export function keepLatestTime(
  store: Pick<Store, 'pending' | 'keepPending'>,
  deviceId: string,
  wallMs: number,
): number {
  const memory = withTime(readMemory(store.pending(deviceId)), Math.floor(wallMs / 1000));
  store.keepPending(deviceId, memory);
  return memory.latestNowS;
}

const dayOf = (atS: number): string => new Date(atS * 1000).toISOString().slice(0, 16).replace('T', ' ');

/**
 * Where only the later of two times refuses: that the clock was moved, and how to go on. Which of the two was right nobody here can know.
 * @param wallMs UTC, ms
 * @param latestNowS UTC s
 * @param isTooLate whether the prescription or an answer no longer holds at this time, UTC ms
 */
export function clockTightenings(
  wallMs: number,
  latestNowS: number,
  isTooLate: (atMs: number) => boolean,
): Tightening[] {
  const latestMs = latestNowS * 1000;
  if (latestMs <= wallMs || !isTooLate(latestMs) || isTooLate(wallMs)) return [];
  const times = `the clock of this gateway says ${dayOf(wallMs / 1000)}, but it has said ${dayOf(latestNowS)} before (UTC), and the later time counts`;
  const recovery = `If the clock is wrong now, set it right. If the later time was wrong, an engineer begins new records (--data with a new directory) and enrols the band anew (limber enrol, its button held for 5 s)`;
  return [forbid('clock-set-back', `${times}. ${recovery}`, 'latest time known')];
}

/** The prescription's own end. @param atMs UTC, ms */
export const hasExpired = ({ expiresAtS }: Prescription, atMs: number): boolean => expiresAtS * 1000 <= atMs;
