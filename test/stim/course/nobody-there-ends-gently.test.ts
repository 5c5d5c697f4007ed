import { describe, expect, test } from 'vitest';
import { courseWords } from '../../../host/stim/course/stim-words.ts';
import { COURSE_PARAMS, CourseRig } from './course-rig.ts';

const PRESENCE_MS = 120_000;
const long = { ...COURSE_PARAMS.prescription, sessionMs: 1_200_000 };
function watched(presenceMs: number | null): CourseRig {
  const rig = new CourseRig({ prescription: { ...long, presenceMs } });
  rig.begin();
  return rig;
}

describe('F37: nobody gives a sign of life', () => {
  test('asked after the prescribed time, faded out a minute later by letting the lease run out', () => {
    const rig = watched(PRESENCE_MS);
    const startedMs = rig.course.interactedAtMs;
    rig.runUntil(() => rig.view().prompt === 'PRESENCE', PRESENCE_MS + 1_000);
    expect(rig.nowMs - startedMs).toBeGreaterThanOrEqual(PRESENCE_MS);
    expect(courseWords(rig.view())).toContain('Are you still there?');
    const askedMs = rig.nowMs;
    rig.runUntil(() => rig.band.currentUa === 0, 70_000);
    expect(rig.nowMs - askedMs).toBeLessThanOrEqual(62_600);
    rig.run(500);
    expect(rig.view()).toMatchObject({ state: 'LOCKOUT', reason: 'ABSENT' });
    expect(rig.band.stopReason).toBe('LEASE_LOST');
    expect(rig.delivery.over).toBe(true);
  });

  test('a word is enough, and so is any button', () => {
    for (const wish of [{ kind: 'present' }, { kind: 'lower' }] as const) {
      const rig = watched(PRESENCE_MS);
      rig.runUntil(() => rig.view().prompt === 'PRESENCE', PRESENCE_MS + 1_000);
      rig.run(50_000);
      rig.wish(wish);
      expect(rig.view().prompt).toBe('');
      rig.run(PRESENCE_MS - 1_000);
      expect(rig.band.state).toBe('ACTIVE');
    }
  });

  test('where sleep is allowed nobody is asked', () => {
    const rig = watched(null);
    rig.run(600_000);
    expect(rig.view().prompt).toBe('');
    expect(rig.band.state).toBe('ACTIVE');
  });
});

describe('F38: a fall or a knock is felt', () => {
  test('no current within a second, the session waits for a word', () => {
    const rig = watched(null);
    rig.find('jolt');
    rig.run(200);
    expect(rig.band).toMatchObject({ state: 'PAUSED', currentUa: 0 });
    expect(courseWords(rig.view())).toContain('Are you all right?');
    rig.run(10_000);
    expect(rig.band.currentUa).toBe(0);
    rig.wish({ kind: 'resume' });
    rig.run(8_000);
    expect(rig.view()).toMatchObject({ state: 'ACTIVE', prompt: '' });
  });

  test('the pause gets lost: asked for again', () => {
    const rig = watched(null);
    let lost = 0;
    rig.air.losesCommand = ({ kind }) => kind === 'PAUSE' && lost++ < 1;
    rig.find('jolt');
    rig.runUntil(() => rig.band.currentUa === 0, 1_000);
    expect(rig.band.state).toBe('PAUSED');
  });
});
