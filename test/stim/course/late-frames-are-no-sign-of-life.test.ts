import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ageFrame, FRAME_OLD_MS, type FrameAge } from '../../../host/stim/course/frame-age.ts';
import { CourseRig } from './course-rig.ts';

test('F44: frames that pile up on the way end the session as silence does', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.air.delayMs = 3_000;
  const piledMs = rig.nowMs;
  rig.runUntil(() => rig.course.phase !== 'running', 5_000);
  expect(rig.nowMs - piledMs).toBeLessThanOrEqual(3_100);
  expect(rig.view()).toMatchObject({ state: 'UNKNOWN', reason: 'DEVICE_SILENT' });
  rig.run(5_000);
  expect(rig.band.currentUa).toBe(0);
});

test('F44: the age of a frame is what it took longer than the fastest one, across a wrap of the clock', () => {
  let age: FrameAge | null = null;
  let measuredMs = 0;
  const beganUs = 2 ** 32 - 5_000_000;
  for (let tMs = 0; tMs < 20_000; tMs += 250) {
    const delayMs = tMs === 15_000 ? 1_420 : 20;
    [age, measuredMs] = ageFrame(age, (beganUs + tMs * 1000) >>> 0, 1_000 + tMs + delayMs);
    expect(measuredMs > FRAME_OLD_MS, `at ${tMs}`).toBe(delayMs > FRAME_OLD_MS);
  }
});

test('clocks that drift by 100 ppm make no frame old in a day', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100, max: 100 }), (ppm) => {
      let age: FrameAge | null = null;
      let ageMs = 0;
      for (let tS = 0; tS < 86_400; tS += 60) {
        [age, ageMs] = ageFrame(age, Math.floor(tS * 1e6 * (1 + ppm * 1e-6)) % 2 ** 32, tS * 1000 + 30);
        expect(ageMs).toBeLessThan(50);
      }
    }),
    { numRuns: 20 },
  );
});
