import { describe, expect, test } from 'vitest';
import { CourseRig, kindsOf, NOW_S } from './course-rig.ts';

describe('a course', () => {
  test('goes from ARM over the button to the prescribed level, for the prescribed time', () => {
    const rig = new CourseRig();
    rig.begin();
    expect(rig.view()).toMatchObject({ state: 'ACTIVE', currentUa: 20_000, prescribedUa: 20_000, reason: '' });
    rig.runUntil(() => rig.course.phase === 'idle');
    expect(rig.view()).toMatchObject({ state: 'LOCKOUT', currentUa: 0, reason: 'SESSION_DONE' });
    expect(rig.band.peakCurrentUa).toBe(20_000);
    expect(rig.band.dayMs).toBeLessThanOrEqual(60_000);
    expect(rig.band.dayMs).toBeGreaterThanOrEqual(59_500);
    expect(rig.band.pulses).toBeGreaterThan(5_900);
  });

  test('sends START once, after ARM was answered and the band reported the button', () => {
    const rig = new CourseRig();
    rig.run(200);
    rig.wish({ kind: 'start', nowS: NOW_S });
    rig.run(5_000);
    expect(rig.view().awaitsButton).toBe(true);
    expect(kindsOf(rig.sent)).not.toContain('START');
    rig.event({ kind: 'CONFIRM' });
    rig.run(1_000);
    expect(kindsOf(rig.sent).filter((kind) => kind === 'START')).toHaveLength(1);
    expect(rig.course.phase).toBe('running');
  });

  test('renews its lease every half second and no longer than the session', () => {
    const rig = new CourseRig();
    rig.begin();
    const before = rig.sent.length;
    rig.run(5_000);
    const leases = rig.sent.slice(before);
    expect(new Set(kindsOf(leases))).toEqual(new Set(['LEASE']));
    expect(leases.length).toBeGreaterThanOrEqual(8);
    expect(leases.length).toBeLessThanOrEqual(10);
    expect(leases.every((lease) => lease.ttlMs === 2_000)).toBe(true);
    rig.runUntil(() => rig.course.phase === 'idle');
    const after = rig.sent.length;
    rig.run(5_000);
    expect(rig.sent.length).toBe(after);
  });

  test('numbers its commands upwards, above what the band has seen', () => {
    const rig = new CourseRig();
    rig.band.counter = 700;
    rig.begin();
    const counters = rig.sent.map((command) => command.counter);
    expect(counters[0]).toBe(701);
    expect(counters).toEqual([...counters].sort((a, b) => a - b));
    expect(new Set(counters).size).toBe(counters.length);
  });

  test('lowers at once, by any step', () => {
    const rig = new CourseRig();
    rig.begin();
    rig.wish({ kind: 'set', currentUa: 5_000 });
    rig.run(100);
    expect(rig.band.currentUa).toBe(5_000);
    rig.wish({ kind: 'lower' });
    rig.run(100);
    expect(rig.band.currentUa).toBe(4_000);
  });

  test('pauses at once and resumes from 0', () => {
    const rig = new CourseRig();
    rig.begin();
    rig.wish({ kind: 'pause' });
    rig.run(200);
    expect(rig.view()).toMatchObject({ state: 'PAUSED', currentUa: 0 });
    rig.run(3_000);
    rig.wish({ kind: 'resume' });
    rig.run(300);
    expect(rig.view().state).toBe('RAMPING_UP');
    expect(rig.band.currentUa).toBeLessThan(2_000);
    rig.run(6_000);
    expect(rig.view()).toMatchObject({ state: 'ACTIVE', currentUa: 20_000 });
  });

  test('does not begin while the band rests, and says so', () => {
    const rig = new CourseRig();
    rig.begin();
    rig.wish({ kind: 'stop' });
    rig.run(500);
    rig.wish({ kind: 'start', nowS: NOW_S });
    expect(rig.view().reason).toBe('RESTING');
    expect(kindsOf(rig.sent).filter((kind) => kind === 'ARM')).toHaveLength(1);
  });

  test('takes STOP in every phase', () => {
    for (const waitMs of [0, 10, 60, 150, 400, 2_000, 8_000]) {
      const rig = new CourseRig();
      rig.run(200);
      rig.wish({ kind: 'start', nowS: NOW_S });
      rig.run(100);
      rig.event({ kind: 'CONFIRM' });
      rig.run(waitMs);
      rig.wish({ kind: 'stop' });
      rig.run(250);
      expect(rig.band.currentUa, `after ${waitMs} ms`).toBe(0);
      rig.run(3_000);
      expect(['IDLE', 'LOCKOUT'], `after ${waitMs} ms`).toContain(rig.band.state);
      expect(rig.course.phase, `after ${waitMs} ms`).toBe('idle');
    }
  });

  test('gives way when the button is not pressed in time', () => {
    const rig = new CourseRig();
    rig.run(200);
    rig.wish({ kind: 'start', nowS: NOW_S });
    rig.run(32_000);
    expect(rig.course.phase).toBe('idle');
    expect(rig.view()).toMatchObject({ state: 'IDLE', reason: 'ARM_TIMEOUT' });
  });

  test('can be stored at any time and goes on from there', () => {
    const rig = new CourseRig();
    rig.begin();
    const plain = JSON.parse(JSON.stringify({ ...rig.course, params: null }));
    expect({ ...plain, params: rig.course.params }).toEqual(rig.course);
    const fresh = JSON.parse(JSON.stringify({ ...new CourseRig().course, params: null }));
    expect({ ...fresh, params: rig.course.params }).toEqual(new CourseRig().course);
  });

  test('never writes on what it was given', () => {
    const rig = new CourseRig();
    rig.begin();
    const before = structuredClone(rig.course);
    const given = rig.course;
    rig.wish({ kind: 'set', currentUa: 19_000 });
    rig.run(2_000);
    expect(given).toEqual(before);
    expect(rig.course).not.toEqual(before);
  });
});
