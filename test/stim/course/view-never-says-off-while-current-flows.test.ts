import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEED } from '../../seeded.ts';
import { CourseRig } from './course-rig.ts';
import { walk, walkWith } from './course-walk.ts';

/** Longer than a report's period, the air's delay and a lost report or two: what is shown may lag by so much. */
const LAG_MS = 3_000;

test(`I18: off is shown only where no current flows, through losses, doubles, delays, restarts and clocks that are moved (seed ${SEED})`, () => {
  fc.assert(
    fc.property(walk, (one) => {
      const rig = walkWith(one);
      let flowingSinceMs: number | null = null;
      for (const { atMs, view, trueUa } of rig.shown) {
        flowingSinceMs = trueUa === 0 ? null : (flowingSinceMs ?? atMs);
        const saysOff = view.state !== 'UNKNOWN' && view.currentUa === 0;
        if (flowingSinceMs !== null && atMs - flowingSinceMs > LAG_MS) expect(saysOff, `at ${atMs} ms`).toBe(false);
      }
    }),
    { seed: SEED, numRuns: 150 },
  );
});

test('I18: a band that says it is off and measures current is not shown as off', () => {
  const rig = new CourseRig();
  rig.run(300);
  rig.band.currentUa = 700;
  rig.run(300);
  expect(rig.band.state).toBe('IDLE');
  expect(rig.view()).toMatchObject({ state: 'UNKNOWN', currentUa: 700 });
});
