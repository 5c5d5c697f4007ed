import { describe, expect, test } from 'vitest';
import { CourseRig, kindsOf, NOW_S } from './course-rig.ts';

function armed(): CourseRig {
  const rig = new CourseRig();
  rig.run(200);
  rig.wish({ kind: 'start', nowS: NOW_S });
  rig.runUntil(() => rig.view().awaitsButton, 5_000);
  return rig;
}
const starts = (rig: CourseRig): number => kindsOf(rig.sent).filter((kind) => kind === 'START').length;

describe('START', () => {
  test('its answer is lost: unknown, not sent again, settled by what the band reports', () => {
    const rig = armed();
    rig.air.losesAnswer = () => true;
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => starts(rig) === 1, 2_000);
    expect(rig.view().outcome).toMatchObject({ kind: 'START', result: 'unknown' });
    rig.run(2_000);
    expect(starts(rig)).toBe(1);
    expect(rig.view().outcome).toMatchObject({ kind: 'START', result: 'done' });
    expect(rig.course.phase).toBe('running');
    expect(rig.band.sessions).toBe(1);
  });

  test('it is lost itself: sent anew only once the band has passed its number, and counts once', () => {
    const rig = armed();
    const lost: number[] = [];
    rig.air.losesCommand = (command) => {
      const loses = command.kind === 'START' && lost.length === 0;
      if (loses) lost.push(command.counter);
      return loses;
    };
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => starts(rig) === 1, 2_000);
    expect(rig.band.counter).toBeLessThanOrEqual(lost[0] ?? 0);
    rig.runUntil(() => starts(rig) === 2, 3_000);
    expect(rig.band.counter).toBeGreaterThan(lost[0] ?? 0);
    rig.run(2_000);
    expect(rig.band.sessions).toBe(1);
    expect(rig.course.phase).toBe('running');
  });

  test('it never arrives: given up with STOP after three', () => {
    const rig = armed();
    rig.air.losesCommand = (command) => command.kind === 'START';
    rig.event({ kind: 'CONFIRM' });
    rig.run(10_000);
    expect(starts(rig)).toBe(3);
    expect(rig.view()).toMatchObject({ state: 'IDLE', reason: 'NO_ANSWER' });
    expect(rig.band.sessions).toBe(0);
  });

  test('a START that comes in late is refused by its number', () => {
    const rig = armed();
    rig.air.losesCommand = (command) => command.kind === 'START';
    rig.event({ kind: 'CONFIRM' });
    rig.run(10_000);
    const late = rig.sent.find((command) => command.kind === 'START')!;
    rig.take(late);
    expect(rig.band.currentUa).toBe(0);
    expect(rig.band.state).toBe('IDLE');
  });
});

test('ARM and its answer get lost: the very same ARM again, then given up', () => {
  const rig = new CourseRig();
  rig.run(200);
  rig.air.losesCommand = (command) => command.kind === 'ARM';
  rig.wish({ kind: 'start', nowS: NOW_S });
  rig.run(6_000);
  const arms = rig.sent.filter((command) => command.kind === 'ARM');
  expect(arms).toHaveLength(3);
  expect(new Set(arms.map((command) => command.counter)).size).toBe(1);
  expect(rig.view().reason).toBe('NO_ANSWER');
});

test('STOP gets lost: repeated until the band says that it is off', () => {
  const rig = new CourseRig();
  rig.begin();
  let lost = 0;
  rig.air.losesCommand = (command) => command.kind === 'STOP' && lost++ < 4;
  rig.wish({ kind: 'stop' });
  rig.run(1_500);
  expect(rig.band.currentUa).toBe(0);
  expect(rig.band.stopReason).toBe('STOP');
  expect(rig.course.phase).toBe('idle');
});
