import { expect, test } from 'vitest';
import { readMemory, withTime } from '../../../host/stim/course/course-memory.ts';
import { COURSE_PARAMS, CourseRig, NOW_S } from './course-rig.ts';

const LEFT_S = 100;
const prescription = { ...COURSE_PARAMS.prescription, expiresAtS: NOW_S + LEFT_S };

function killed(rig: CourseRig): void {
  rig.hostAlive = false;
  rig.run(500);
  rig.restartHost();
}

test('F12: expiry is known to the next host at once, whatever its clock says', () => {
  const rig = new CourseRig({ prescription });
  rig.run(500);
  rig.wallS = NOW_S + LEFT_S;
  rig.run(200);
  killed(rig);
  rig.wallS = NOW_S - 3600;
  rig.run(200);
  rig.start();
  rig.run(2_000);
  expect(rig.view().reason).toBe('EXPIRED');
  expect(rig.band.state).toBe('IDLE');
  expect(rig.sent.map(({ kind }) => kind)).not.toContain('ARM');
});

test('F12: time that passes with nothing to do is kept once a minute', () => {
  const rig = new CourseRig({ prescription: { ...prescription, expiresAtS: NOW_S + 86_400 } });
  const kept = new Set<number>();
  for (let s = 0; s < 300; s++) {
    rig.wallS++;
    rig.run(1000);
    kept.add(rig.kept?.latestNowS ?? 0);
  }
  expect([...kept]).toEqual([0, 1, 2, 3, 4].map((minute) => NOW_S + 1 + 60 * minute));
});

test('time that is kept changes nothing of what was kept of the band', () => {
  const rig = new CourseRig();
  rig.begin();
  const before = rig.kept;
  rig.wallS += 61;
  rig.run(200);
  expect(rig.kept).toEqual({ ...before, latestNowS: rig.wallS });
  expect(readMemory(withTime(null, NOW_S))).toMatchObject({ latestNowS: NOW_S, pending: null });
  expect(withTime(rig.kept, NOW_S).latestNowS).toBe(rig.wallS);
});

test('a full disk of a host that does nothing stops nothing that another host does', () => {
  const rig = new CourseRig();
  rig.diskFull = true;
  rig.run(500);
  expect(rig.view().reason).toBe('NOT_RECORDED');
  expect(rig.sent).toEqual([]);
});

test('F28: a disk that takes nothing more ends a session within a minute, even where nobody asks for anything', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.diskFull = true;
  rig.wallS += 61;
  rig.run(500);
  expect(rig.view().reason).toBe('NOT_RECORDED');
  expect(rig.band.currentUa).toBe(0);
});
