import { expect, test } from 'vitest';
import { CourseRig } from './course-rig.ts';

test('commands no longer arrive: output 0 within lease and ramp, the host learns why', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.air.losesCommand = () => true;
  const lostAtMs = rig.nowMs;
  rig.runUntil(() => rig.band.currentUa === 0, 5_000);
  expect(rig.nowMs - lostAtMs).toBeLessThanOrEqual(2_500);
  rig.run(500);
  expect(rig.view()).toMatchObject({ state: 'LOCKOUT', reason: 'LEASE_LOST' });
});

test('nothing arrives in either direction: output 0 within 2.5 s, shown as unknown, not as off', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.air.losesCommand = () => true;
  rig.air.losesReport = () => true;
  const lostAtMs = rig.nowMs;
  rig.runUntil(() => rig.band.currentUa === 0, 5_000);
  expect(rig.nowMs - lostAtMs).toBeLessThanOrEqual(2_500);
  rig.run(1_000);
  expect(rig.view()).toMatchObject({ state: 'UNKNOWN', reason: 'DEVICE_SILENT' });
  rig.air.losesCommand = () => false;
  rig.air.losesReport = () => false;
  rig.run(1_000);
  expect(rig.view()).toMatchObject({ state: 'LOCKOUT', currentUa: 0 });
  expect(rig.course.phase).toBe('idle');
});

test('three of four leases lost in a row: the session goes on', () => {
  const rig = new CourseRig();
  rig.begin();
  let leases = 0;
  rig.air.losesCommand = (command) => command.kind === 'LEASE' && leases++ % 4 !== 0;
  rig.run(20_000);
  expect(rig.band.state).toBe('ACTIVE');
});
