import { openGap } from './intake/gaps.ts';
import type { IntakeHealth } from './intake/intake-health.ts';

/**
 * A band that is away when its session ends goes on measuring, and keeps it in its flash: what it has of the session behind the last frame
 * that was heard is awaited like any other gap.
 */
export function withTail(health: IntakeHealth, endMs: number, rateHz: number): IntakeHealth {
  const { completion } = health;
  const start = completion?.starts.at(-1);
  if (!completion || completion.isReachable || !start?.last || start.isOver) return health;
  const { next, last, samplesPerFrame } = start;
  const count = Math.floor(((endMs - last.endMs) * rateHz) / 1000 / samplesPerFrame);
  if (count <= 0) return health;
  const tail = { ...openGap(next, count), edges: { before: last, after: null }, mayBeLogged: true, isBreak: true };
  const awaiting = { ...start, next: (next + count) >>> 0, gaps: [...start.gaps, tail] };
  return {
    ...health,
    lost: health.lost + count,
    completion: {
      ...completion,
      framesAwaited: completion.framesAwaited + count,
      starts: [...completion.starts.slice(0, -1), awaiting],
    },
  };
}
