import { expect, test } from 'vitest';
import { CourseRig, kindsOf } from './course-rig.ts';

test('the band restarts mid-session: stopped, resting, nothing goes on by itself', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.event({ kind: 'REBOOT' });
  expect(rig.band.currentUa).toBe(0);
  const before = rig.sent.length;
  rig.run(5_000);
  expect(rig.view()).toMatchObject({ state: 'LOCKOUT', reason: 'REBOOT' });
  expect(rig.course.phase).toBe('idle');
  rig.run(60_000);
  expect(kindsOf(rig.sent.slice(before))).not.toContain('START');
  expect(rig.band.sessions).toBe(1);
});

test('frames of the boot before, arriving late, change nothing', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.air.delayMs = 400;
  rig.run(500);
  rig.event({ kind: 'REBOOT' });
  rig.run(5_000);
  expect(rig.view()).toMatchObject({ state: 'LOCKOUT', currentUa: 0, reason: 'REBOOT' });
});
