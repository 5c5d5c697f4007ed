/** The band's clock against the host's, so that a frame that waited on the way is told from a fresh one. */
export interface FrameAge {
  /** Device clock of the latest frame, us modulo 2^32. */
  readonly ticks: number;
  /** The same counted on, ms since the first frame. */
  readonly deviceMs: number;
  readonly atMs: number;
  /** Least difference of the two clocks so far: the shortest way that a frame had. */
  readonly leastMs: number;
}

/** A frame this old is no sign of life: what it tells was true before a lease ran out (fault F44). */
export const FRAME_OLD_MS = 1000;
/** Clocks drift apart; crystals are good to 100 ppm, twice that is allowed for. */
const DRIFT_MS_PER_MS = 0.0002;
/** The band's clock wraps after 71 minutes: after a long silence nothing can be told from it. */
const ANEW_AFTER_MS = 1_800_000;

/**
 * @param before null with the first frame, and after a restart of the band
 * @returns how much longer than the fastest one this frame was on its way, ms
 */
export function ageFrame(before: FrameAge | null, ticks: number, atMs: number): [FrameAge, number] {
  if (before === null || atMs - before.atMs > ANEW_AFTER_MS) {
    return [{ ticks, deviceMs: 0, atMs, leastMs: atMs }, 0];
  }
  const deviceMs = before.deviceMs + ((ticks - before.ticks) >>> 0) / 1000;
  const drifted = before.leastMs + (atMs - before.atMs) * DRIFT_MS_PER_MS;
  const leastMs = Math.min(drifted, atMs - deviceMs);
  return [{ ticks, deviceMs, atMs, leastMs }, atMs - deviceMs - leastMs];
}
