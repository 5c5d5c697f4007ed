import { describe, expect, test } from 'vitest';
import { CourseRig, kindsOf } from './course-rig.ts';

/** Whoever it was: leased for 2 s. */
function startByItself(rig: CourseRig): void {
  rig.band.state = 'ACTIVE';
  rig.band.currentUa = 10_000;
  rig.band.sessionLimitMs = 60_000;
  rig.band.dayLimitMs = 60_000;
  rig.band.leaseLeftMs = 2_000;
}

describe('the host believes the band, and stops what it did not ask for', () => {
  test('more current than was asked', () => {
    const rig = new CourseRig();
    rig.begin();
    rig.band.currentUa = 23_500;
    rig.runUntil(() => rig.course.disagrees, 500);
    expect(rig.view()).toMatchObject({ state: 'UNKNOWN', currentUa: 23_500, reason: 'OVER_CURRENT' });
    rig.runUntil(() => rig.band.currentUa === 0, 500);
    expect(kindsOf(rig.sent)).toContain('STOP');
  });

  test('a band that runs although this host has ended its session', () => {
    const rig = new CourseRig();
    rig.begin();
    rig.wish({ kind: 'stop' });
    rig.runUntil(() => rig.course.phase === 'idle', 1_000);
    startByItself(rig);
    rig.runUntil(() => rig.course.disagrees, 500);
    expect(rig.view().state).toBe('UNKNOWN');
    rig.runUntil(() => rig.band.currentUa === 0, 500);
  });

  test('F30: what another host began is left to that one: shown as unknown, not stopped, nothing begins; STOP works', () => {
    const rig = new CourseRig();
    rig.run(300);
    startByItself(rig);
    rig.runUntil(() => rig.view().state === 'UNKNOWN', 500);
    expect(rig.view().reason).toBe('OTHER_HOST');
    rig.start();
    expect(rig.sent).toEqual([]);
    rig.wish({ kind: 'stop' });
    rig.runUntil(() => rig.band.currentUa === 0, 200);
    rig.run(500);
    expect(rig.view()).toMatchObject({ state: 'LOCKOUT', currentUa: 0 });
  });

  test('F30: the other host ends: shown as the band says', () => {
    const rig = new CourseRig();
    rig.run(300);
    startByItself(rig);
    rig.run(4_000);
    expect(rig.view()).toMatchObject({ state: 'LOCKOUT', reason: 'LEASE_LOST' });
    expect(rig.sent).toEqual([]);
  });

  test('a band that is still armed when the host believes it runs', () => {
    const rig = new CourseRig();
    rig.begin();
    rig.band.state = 'ARMED';
    rig.runUntil(() => rig.course.phase === 'stopping', 500);
    expect(rig.view()).toMatchObject({ state: 'UNKNOWN', reason: 'DISAGREEMENT' });
  });

  test('no START until both agree again', () => {
    const rig = new CourseRig();
    rig.begin();
    rig.band.currentUa = 24_000;
    rig.air.losesCommand = (command) => command.kind === 'STOP';
    rig.runUntil(() => rig.course.disagrees, 500);
    const before = rig.sent.length;
    rig.wish({ kind: 'start', nowS: 1_800_000_000 });
    rig.run(1_000);
    expect(new Set(kindsOf(rig.sent.slice(before)))).toEqual(new Set(['STOP']));
  });
});
