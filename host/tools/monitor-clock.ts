/** What a band said of its clock, and when that was heard: the delay between is never negative, and rarely the least. */
export interface ClockPoint {
  /** The band's clock without its wraps, ms. */
  readonly deviceMs: number;
  readonly atMs: number;
}

export interface ClockEstimate {
  /** How much faster the band's clock runs than the host's. */
  readonly ppm: number;
  /** Standard error. */
  readonly sigmaPpm: number;
}

const POINTS_KEPT = 900;
const WRAP_US = 2 ** 32;

/** @param ticksUs as the band says it, modulo 2^32 */
export function observeClock(points: readonly ClockPoint[], ticksUs: number, atMs: number): readonly ClockPoint[] {
  const before = points.at(-1);
  if (!before) return [{ deviceMs: ticksUs / 1000, atMs }];
  // What was said later may be heard first.
  const aheadUs = (((ticksUs - Math.round(before.deviceMs * 1000)) % WRAP_US) + 1.5 * WRAP_US) % WRAP_US;
  const deviceMs = before.deviceMs + (aheadUs - WRAP_US / 2) / 1000;
  return [...points.slice(-POINTS_KEPT + 1), { deviceMs, atMs }];
}

const SPAN_LEAST_MS = 30_000;
const BINS_LEAST = 6;
const BINS_MOST = 20;
const POINTS_IN_BIN = 5;
/** The least delay itself wanders by a connection interval of 15 ms, spread evenly: residuals of a short stretch may hide that. */
const LEAST_SPREAD_MS = 15 / Math.sqrt(12);

/**
 * A straight line through the least delayed point of each stretch of time. Intake's own estimate follows half a minute, for placing
 * samples; this one uses all that was heard, and says how sure it is. Null before half a minute.
 */
export function clockEstimate(points: readonly ClockPoint[]): ClockEstimate | null {
  if (points.length === 0 || points.at(-1)!.atMs - points[0]!.atMs < SPAN_LEAST_MS) return null;
  const bins = Math.min(BINS_MOST, Math.floor(points.length / POINTS_IN_BIN));
  if (bins < BINS_LEAST) return null;
  const offsetOf = ({ deviceMs, atMs }: ClockPoint): number => atMs - deviceMs;
  const best = Array.from({ length: bins }, (_, i) =>
    points
      .slice(Math.floor((i * points.length) / bins), Math.floor(((i + 1) * points.length) / bins))
      .reduce((least, point) => (offsetOf(point) < offsetOf(least) ? point : least)),
  );
  const meanX = best.reduce((sum, { deviceMs }) => sum + deviceMs, 0) / bins;
  const meanY = best.reduce((sum, point) => sum + offsetOf(point), 0) / bins;
  let [xx, xy] = [0, 0];
  for (const point of best) {
    xx += (point.deviceMs - meanX) ** 2;
    xy += (point.deviceMs - meanX) * (offsetOf(point) - meanY);
  }
  const slope = xy / xx;
  const residual = best.reduce(
    (sum, point) => sum + (offsetOf(point) - meanY - slope * (point.deviceMs - meanX)) ** 2,
    0,
  );
  const spreadMs = Math.max(LEAST_SPREAD_MS, Math.sqrt(residual / (bins - 2)));
  return { ppm: -slope * 1e6, sigmaPpm: (spreadMs / Math.sqrt(xx)) * 1e6 };
}
