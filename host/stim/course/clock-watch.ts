/** Compares a clock on the wall with a monotonic one. Output never depends on the wall; who changed it may be somebody else's question. */
export interface ClockWatch {
  /** Wall minus monotonic, ms, as last told; null before. */
  readonly offsetMs: number | null;
}

/** More than this between two looks is no drift (fault F6). */
export const CLOCK_JUMP_MS = 2000;

export const initialClockWatch = (): ClockWatch => ({ offsetMs: null });

/** @returns by how much the wall's clock was moved since the last look, ms, forward positive; 0 where it was not */
export function stepClockWatch({ offsetMs }: ClockWatch, nowMs: number, wallMs: number): [ClockWatch, number] {
  const present = wallMs - nowMs;
  const byMs = offsetMs === null ? 0 : present - offsetMs;
  return [{ offsetMs: present }, Math.abs(byMs) > CLOCK_JUMP_MS ? Math.round(byMs) : 0];
}
