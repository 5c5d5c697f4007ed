import { useEffect, useState } from 'preact/hooks';
import type { Feed, FeedSnapshot } from './feed-connection.ts';
import type { Trace } from './trace.ts';

export function useFeed(feed: Feed): FeedSnapshot {
  const [snapshot, setSnapshot] = useState(feed.snapshot());
  useEffect(() => {
    const update = (): void => setSnapshot(feed.snapshot());
    // Effects run after the first picture: what came in between was heard by nobody.
    update();
    return feed.onChange(update);
  }, [feed]);
  return snapshot;
}

/** An angle that was measured longer ago says nothing about now. */
const STALE_MS = 3000;

/** The newest angle, redrawn at most once an animation frame; undefined once no more are coming. */
export function useLatestAngle(trace: Trace): number | undefined {
  const [angleDeg, setAngleDeg] = useState(trace.latest());
  useEffect(() => onFrame(trace, () => setAngleDeg(trace.latest())), [trace]);
  useEffect(() => {
    let stale: ReturnType<typeof setTimeout> | undefined;
    const cancel = trace.onChange(() => {
      clearTimeout(stale);
      stale = setTimeout(() => setAngleDeg(undefined), STALE_MS);
    });
    return () => {
      cancel();
      clearTimeout(stale);
    };
  }, [trace]);
  return angleDeg;
}

/** Calls back at most once an animation frame while the trace changes. */
export function onFrame(trace: Trace, draw: () => void): () => void {
  let frame = 0;
  const cancel = trace.onChange(() => {
    if (frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  });
  return () => {
    cancel();
    cancelAnimationFrame(frame);
  };
}
