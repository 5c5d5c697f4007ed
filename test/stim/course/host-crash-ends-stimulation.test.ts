import { expect, test } from 'vitest';
import { CourseRig, kindsOf } from './course-rig.ts';

test('the host dies: the band ends by itself within 2.5 s', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.hostAlive = false;
  const diedAtMs = rig.nowMs;
  rig.runUntil(() => rig.band.currentUa === 0, 5_000);
  expect(rig.nowMs - diedAtMs).toBeLessThanOrEqual(2_500);
  expect(rig.band.stopReason).toBe('LEASE_LOST');
});

test('a new host finds a live band: it does not go on with it, it shows unknown and stops it', () => {
  const rig = new CourseRig();
  rig.begin();
  const before = rig.sent.length;
  rig.restartHost();
  expect(rig.view().state).toBe('UNKNOWN');
  rig.runUntil(() => rig.band.currentUa === 0, 1_000);
  expect(new Set(kindsOf(rig.sent.slice(before)))).toEqual(new Set(['STOP']));
  rig.run(500);
  expect(rig.view()).toMatchObject({ state: 'LOCKOUT', currentUa: 0 });
  expect(rig.course.phase).toBe('idle');
});

test('a new host stops a band that was left armed', () => {
  const rig = new CourseRig();
  rig.run(200);
  rig.wish({ kind: 'start', nowS: 1_800_000_000 });
  rig.runUntil(() => rig.band.state === 'ARMED', 1_000);
  rig.restartHost();
  rig.event({ kind: 'CONFIRM' });
  rig.run(1_000);
  expect(rig.band.state).toBe('IDLE');
  expect(rig.band.sessions).toBe(0);
});
