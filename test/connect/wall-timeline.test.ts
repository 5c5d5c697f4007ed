import { expect, test } from 'vitest';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';

test.each([1, 1.5, 20])(
  'at %d times its speed the wall is told in whole milliseconds, as records keep them',
  (speed) => {
    const timeline = wallTimeline(speed);
    for (let i = 0; i < 200; i++) {
      const wallMs = timeline.wallMs();
      expect(Number.isSafeInteger(wallMs)).toBe(true);
      // What is recorded now is never of a moment that is still to come.
      expect(wallMs).toBeLessThanOrEqual(timeline.wallMs());
    }
  },
);
