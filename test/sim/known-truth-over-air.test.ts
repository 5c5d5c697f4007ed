import { expect, test } from 'vitest';
import { runTruth } from '../../bench/known-truth.ts';

/** Twenty seeds are run by `npm run bench`; these few watch over every change. */
test.each([1, 2, 3])(
  'seed %i: over air with 2 %% loss in bursts all 16 repetitions are counted within 3 degrees, and nothing else is',
  (seed) => {
    const run = runTruth(seed);
    expect(run.reps.length - run.phantoms).toBe(16);
    expect(run.phantoms).toBe(0);
    expect(Math.max(...run.romErrorDeg)).toBeLessThan(3);
  },
);
