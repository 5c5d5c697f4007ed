import type { LinkState } from '../protocol/link.ts';

/** How a band's link has been since it is watched. A plain object; times on the host's timeline, ms. */
export interface LinkWatch {
  readonly state: LinkState;
  /** Since when it is not up; null while it is, or before it first was. */
  readonly awayAtMs: number | null;
  /** Times that it came back. */
  readonly reconnects: number;
  readonly backAtMs: number | null;
  readonly longestAwayMs: number;
}

export const initialLinkWatch = (): LinkWatch => ({
  state: 'connecting',
  awayAtMs: null,
  reconnects: 0,
  backAtMs: null,
  longestAwayMs: 0,
});

export function stepLinkWatch(watch: LinkWatch, state: LinkState, atMs: number): LinkWatch {
  const { awayAtMs } = watch;
  if (state === watch.state) return watch;
  // What never was up has not gone away: it is still being looked for.
  if (state !== 'up') return { ...watch, state, awayAtMs: awayAtMs ?? (watch.state === 'up' ? atMs : null) };
  if (awayAtMs === null) return { ...watch, state };
  const longestAwayMs = Math.max(watch.longestAwayMs, atMs - awayAtMs);
  return { state, awayAtMs: null, reconnects: watch.reconnects + 1, backAtMs: atMs, longestAwayMs };
}
