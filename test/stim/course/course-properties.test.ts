import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEED } from '../../seeded.ts';
import { COURSE_PARAMS, NOW_S } from './course-rig.ts';
import { calm, walk, walkWith } from './course-walk.ts';

test(`what the band counted is booked, once, whatever is lost and whoever dies (seed ${SEED})`, () => {
  fc.assert(
    fc.property(walk, (one) => {
      const rig = walkWith(one);
      calm(rig);
      rig.wish({ kind: 'stop' });
      rig.run(1_000);
      expect(rig.booked.onTimeMs).toBe(rig.band.dayMs);
    }),
    { seed: SEED, numRuns: 150 },
  );
});

test(`at no time is more booked than was delivered (seed ${SEED})`, () => {
  fc.assert(
    fc.property(walk, (one) => {
      walkWith(one, (rig) => expect(rig.booked.onTimeMs).toBeLessThanOrEqual(rig.band.dayMs));
    }),
    { seed: SEED, numRuns: 50 },
  );
});

test(`once everything is heard again, host and band agree: nothing flows that no course leases (seed ${SEED})`, () => {
  fc.assert(
    fc.property(walk, (one) => {
      const rig = walkWith(one);
      calm(rig);
      expect(rig.course.disagrees).toBe(false);
      if (rig.course.phase === 'idle') expect(rig.band.currentUa).toBe(0);
      if (rig.band.currentUa > 0) expect(rig.course.phase).toBe('running');
      rig.runUntil(() => rig.view().state === rig.band.state, 300);
    }),
    { seed: SEED, numRuns: 150 },
  );
});

test(`the current aims higher only by a wish, a START or a RESUME (seed ${SEED})`, () => {
  fc.assert(
    fc.property(walk, (one) => {
      const rig = walkWith(one);
      const raised = rig.sent.filter(({ kind }) => kind === 'SET').map(({ currentUa }) => currentUa ?? 0);
      expect(Math.max(0, ...raised)).toBeLessThanOrEqual(25_000);
      const starts = rig.sent.filter(({ kind }) => kind === 'START').map(({ currentUa }) => currentUa ?? 0);
      expect(Math.max(0, ...starts)).toBeLessThanOrEqual(20_000);
    }),
    { seed: SEED, numRuns: 50 },
  );
});

test(`F12: what was once known of the time outlives every host, to the minute; that the prescription had expired, at once (seed ${SEED})`, () => {
  const prescription = { ...COURSE_PARAMS.prescription, expiresAtS: NOW_S + 60 };
  fc.assert(
    fc.property(walk, (one) => {
      let latestS = 0;
      walkWith(
        one,
        (rig) => {
          const { latestNowS } = rig.course;
          latestS = Math.max(latestS, latestNowS);
          expect(latestNowS).toBeGreaterThan(latestS - 60);
          if (latestS >= prescription.expiresAtS) expect(latestNowS).toBeGreaterThanOrEqual(prescription.expiresAtS);
        },
        { prescription },
      );
    }),
    { seed: SEED, numRuns: 150 },
  );
});
