import type { Cancel, Timeline } from '../../protocol/timeline.ts';

/**
 * The real clock. `speed` other than 1 serves simulated devices that run faster in a process of their own: then one
 * second of theirs is 1/speed of ours.
 */
export function wallTimeline(speed = 1): Timeline {
  const beganMs = performance.now();
  const beganWallMs = Date.now();
  const nowMs = (): number => (performance.now() - beganMs) * speed;
  return {
    nowMs,
    // At its own speed the wall's clock as it is: that it was moved must be seen. Always whole, as records keep it, and never rounded
    // up: what was recorded just now lies in nobody's future.
    wallMs: () => (speed === 1 ? Date.now() : Math.floor(beganWallMs + nowMs())),
    after: (delayMs, callback) => cancelOf(setTimeout(callback, delayMs / speed)),
    every: (periodMs, callback) => cancelOf(setInterval(callback, periodMs / speed)),
  };
}

function cancelOf(timer: NodeJS.Timeout): Cancel {
  return () => clearTimeout(timer);
}
