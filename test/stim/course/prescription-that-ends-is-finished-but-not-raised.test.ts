import { describe, expect, test } from 'vitest';
import { COURSE_PARAMS, CourseRig, kindsOf, NOW_S } from './course-rig.ts';

const soon = { ...COURSE_PARAMS.prescription, expiresAtS: NOW_S + 60 };

describe('F12: a prescription expires, or is superseded, in mid-session', () => {
  test('the session goes on, no increase is taken', () => {
    for (const end of ['EXPIRED', 'SUPERSEDED'] as const) {
      const rig = new CourseRig({ prescription: soon });
      rig.begin();
      rig.wish({ kind: 'comfort', feeling: 'too-weak' });
      if (end === 'EXPIRED') rig.wallS = NOW_S + 60;
      else rig.find('superseded');
      rig.run(200);
      rig.wish({ kind: 'raise' });
      expect(rig.view().reason).toBe(end);
      rig.run(5_000);
      expect(rig.band).toMatchObject({ state: 'ACTIVE', currentUa: 20_000 });
      rig.runUntil(() => rig.course.phase === 'idle', 120_000);
      expect(rig.band.stopReason).toBe('SESSION_DONE');
    }
  });

  test('a ramp that still rises ends where it is', () => {
    const rig = new CourseRig({ prescription: soon });
    rig.run(200);
    rig.start();
    rig.runUntil(() => rig.view().awaitsButton, 5_000);
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => rig.band.currentUa >= 6_000, 5_000);
    rig.wallS = NOW_S + 61;
    rig.run(4_000);
    expect(rig.band.state).toBe('ACTIVE');
    expect(rig.band.currentUa).toBeLessThan(8_000);
  });
});

test('F6: a clock that was put back makes nothing valid again, also after a restart of the host', () => {
  const rig = new CourseRig({ prescription: soon });
  rig.begin();
  rig.wallS = NOW_S + 100;
  rig.run(200);
  rig.wish({ kind: 'lower' });
  rig.run(500);
  rig.wish({ kind: 'stop' });
  rig.run(30_000);
  rig.restartHost();
  rig.wallS = NOW_S;
  rig.run(500);
  const before = rig.sent.length;
  rig.start();
  rig.run(500);
  expect(rig.view().reason).toBe('EXPIRED');
  expect(kindsOf(rig.sent.slice(before))).not.toContain('ARM');
});

test('F6: a clock that jumps changes no output', () => {
  for (const jumpS of [-86_400, -3, 3, 86_400]) {
    const rig = new CourseRig();
    rig.begin();
    rig.wallS += jumpS;
    rig.run(5_000);
    expect(rig.band).toMatchObject({ state: 'ACTIVE', currentUa: 20_000 });
  }
});

describe('a prescription is withdrawn', () => {
  test('in mid-session: the current ends, and why is said', () => {
    const rig = new CourseRig();
    rig.begin();
    rig.find('withdrawn');
    rig.run(2_000);
    expect(rig.band.currentUa).toBe(0);
    expect(rig.sent.at(-1)?.kind).toBe('STOP');
    rig.runUntil(() => rig.course.phase === 'idle', 60_000);
    expect(rig.view().reason).toBe('WITHDRAWN');
  });

  test('before it began: nothing is sent, another gateway’s stimulation least of all', () => {
    const rig = new CourseRig();
    rig.run(200);
    rig.find('withdrawn');
    rig.run(1_000);
    expect(rig.sent).toEqual([]);
    expect(rig.view().reason).toBe('WITHDRAWN');
  });
});
