import { expect, test } from 'vitest';
import { restWords } from '../../../host/screen/steering-words.ts';
import { CourseRig, kindsOf } from './course-rig.ts';

const kinds = (rig: CourseRig): string[] => rig.told.map(({ kind }) => kind).filter((kind) => kind !== 'dose');

/** No lease arrives for 3 s. */
function loseLink(rig: CourseRig): void {
  rig.air.losesCommand = () => true;
  rig.run(3_000);
  rig.air.losesCommand = () => false;
}

test('the link is lost for 3 s: rest, then ARM and the button again, from 0, for what is left', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.run(10_000);
  const startsBefore = rig.band.sessions;
  loseLink(rig);
  rig.run(500);
  expect(rig.view()).toMatchObject({ state: 'LOCKOUT', reason: 'LEASE_LOST' });
  const { restLeftMs, remainderMs } = rig.view();
  expect(restWords(restLeftMs / 1000, remainderMs / 1000)).toMatch(
    /^The skin rests for another \d+ s; what is left, \d+ s, can be begun after that\.$/,
  );
  rig.runUntil(() => rig.view().asks === 'START_OUTPUT', 40_000);
  expect(rig.band.currentUa).toBe(0);
  expect(Math.abs(rig.band.sessionLimitMs - remainderMs)).toBeLessThanOrEqual(1_000);
  expect(remainderMs).toBeLessThanOrEqual(rig.band.sessionLimitMs);
  rig.run(5_000);
  expect(rig.band.sessions).toBe(startsBefore);
  rig.event({ kind: 'CONFIRM' });
  rig.runUntil(() => rig.band.state === 'ACTIVE', 10_000);
  rig.runUntil(() => rig.delivery.over, 120_000);
  expect(rig.delivery).toMatchObject({ stopReason: 'SESSION_DONE' });
  expect(rig.delivery.totals.onTimeMs).toBeGreaterThan(58_000);
  expect(rig.delivery.totals.onTimeMs).toBeLessThanOrEqual(60_000);
  expect(kinds(rig)).toEqual(['started', 'stopped', 'interrupted', 'again', 'started', 'stopped', 'over']);
});

test('nobody presses for the rest of it: the session is over', () => {
  const rig = new CourseRig();
  rig.begin();
  loseLink(rig);
  rig.runUntil(() => rig.delivery.over, 80_000);
  expect(rig.course.phase).toBe('idle');
  expect(rig.band.sessions).toBe(1);
});

test('who presses STOP is not asked to go on', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.wish({ kind: 'stop' });
  rig.run(60_000);
  expect(rig.delivery).toMatchObject({ over: true, stopReason: 'STOP' });
  expect(kindsOf(rig.sent).filter((kind) => kind === 'ARM')).toHaveLength(1);
});

test('STOP during the rest ends the waiting', () => {
  const rig = new CourseRig();
  rig.begin();
  loseLink(rig);
  rig.run(2_000);
  rig.wish({ kind: 'stop' });
  rig.run(500);
  expect(rig.delivery.over).toBe(true);
});

test('a session that ran its time leaves nothing over', () => {
  const rig = new CourseRig();
  rig.begin();
  rig.runUntil(() => rig.course.phase === 'idle');
  expect(rig.view().remainderMs).toBe(0);
  rig.run(60_000);
  expect(rig.delivery.over).toBe(true);
});

test('three interruptions are enough', () => {
  const rig = new CourseRig();
  rig.begin();
  for (let i = 0; i < 3; i++) {
    rig.run(2_000);
    loseLink(rig);
    rig.runUntil(() => rig.view().asks === 'START_OUTPUT', 60_000);
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => rig.band.state === 'ACTIVE', 10_000);
  }
  loseLink(rig);
  rig.run(1_000);
  expect(rig.delivery.over).toBe(true);
});
