import { describe, expect, test } from 'vitest';
import type { Feeling } from '../../../host/stim/person/comfort.ts';
import { CourseRig, kindsOf } from './course-rig.ts';

function running(): CourseRig {
  const rig = new CourseRig();
  rig.begin();
  return rig;
}
const feel = (rig: CourseRig, feeling: Feeling): void => rig.wish({ kind: 'comfort', feeling });
function raise(rig: CourseRig, stepUa?: number): void {
  rig.wish({ kind: 'raise', ...(stepUa === undefined ? {} : { stepUa }) });
  rig.run(1_100);
}

describe('up', () => {
  test('by 1 mA, only after it was said that it is comfortable', () => {
    const rig = running();
    raise(rig);
    expect(rig.view().reason).toBe('COMFORT_UNKNOWN');
    expect(rig.band.targetUa).toBe(20_000);
    feel(rig, 'strong-comfortable');
    raise(rig);
    expect(rig.band.currentUa).toBe(21_000);
    expect(rig.view().outcome).toMatchObject({ kind: 'SET', result: 'done' });
  });

  test('a word of comfort holds for two minutes', () => {
    const rig = new CourseRig({ prescription: { ...running().course.params.prescription, sessionMs: 600_000 } });
    rig.begin();
    feel(rig, 'too-weak');
    rig.run(119_000);
    raise(rig);
    expect(rig.band.currentUa).toBe(21_000);
    raise(rig);
    expect(rig.view().reason).toBe('COMFORT_UNKNOWN');
    expect(rig.band.currentUa).toBe(21_000);
  });

  test('at least a second apart', () => {
    const rig = running();
    feel(rig, 'too-weak');
    rig.wish({ kind: 'raise' });
    rig.run(500);
    rig.wish({ kind: 'raise' });
    expect(rig.view().reason).toBe('TOO_SOON');
    rig.run(1_000);
    expect(rig.band.currentUa).toBe(21_000);
  });

  test('F23: a step of more than 2 mA is cut to 2 mA; the fifth freezes increases', () => {
    const rig = running();
    feel(rig, 'too-weak');
    rig.wish({ kind: 'lower', stepUa: 15_000 });
    rig.run(1_100);
    for (let i = 1; i <= 5; i++) {
      rig.wish({ kind: 'raise', stepUa: 9_000 });
      expect(rig.view().reason).toBe('STEP_CAPPED');
      rig.run(1_100);
      expect(rig.band.currentUa).toBe(5_000 + 2_000 * i);
    }
    raise(rig);
    expect(rig.view().reason).toBe('FROZEN');
    expect(rig.band.currentUa).toBe(15_000);
  });

  test('F34: a key that is stuck raises by one step a second at most, and soon not at all', () => {
    const rig = running();
    feel(rig, 'too-weak');
    const beganMs = rig.nowMs;
    while (rig.nowMs - beganMs < 5_000) {
      rig.wish({ kind: 'raise' });
      rig.run(50);
    }
    expect(rig.band.currentUa).toBeLessThanOrEqual(21_000);
    expect(rig.view().noRise).toBe('FROZEN');
  });

  test('never above what is prescribed', () => {
    const rig = running();
    feel(rig, 'too-weak');
    for (let i = 0; i < 8; i++) raise(rig);
    expect(rig.view().reason).toBe('ABOVE_CEILING');
    expect(rig.band.peakCurrentUa).toBe(25_000);
    rig.wish({ kind: 'set', currentUa: 26_000 });
    expect(rig.view().reason).toBe('ABOVE_CEILING');
  });

  test('nothing rises by itself', () => {
    const rig = running();
    feel(rig, 'too-weak');
    rig.wish({ kind: 'lower' });
    rig.run(30_000);
    expect(rig.band.currentUa).toBe(19_000);
    expect(rig.sent.filter(({ kind }) => kind === 'SET')).toHaveLength(1);
  });
});

describe('down', () => {
  test('uncomfortable: 15 % less at once, and no increase any more', () => {
    const rig = running();
    feel(rig, 'uncomfortable');
    rig.run(100);
    expect(rig.band.currentUa).toBe(17_000);
    feel(rig, 'strong-comfortable');
    raise(rig);
    expect(rig.view().reason).toBe('FROZEN');
    expect(rig.band.currentUa).toBe(17_000);
  });

  test('uncomfortable while it still rises: 15 % less than what flows', () => {
    const rig = new CourseRig();
    rig.run(200);
    rig.start();
    rig.runUntil(() => rig.view().awaitsButton, 5_000);
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => rig.band.currentUa >= 8_000, 5_000);
    feel(rig, 'uncomfortable');
    rig.run(3_000);
    expect(rig.band.currentUa).toBeLessThan(8_000);
    expect(rig.band.state).toBe('ACTIVE');
  });

  test('F35: painful: no current within 200 ms, and a note is asked for', () => {
    const rig = running();
    feel(rig, 'painful');
    rig.run(200);
    expect(rig.band.currentUa).toBe(0);
    expect(rig.view().reason).toBe('PAIN');
    rig.run(60_000);
    expect(rig.delivery.over).toBe(true);
  });

  test('a decrease that gets lost is asked for until it is done, and the current never rises on the way', () => {
    const rig = running();
    let lost = 0;
    rig.air.losesCommand = ({ kind }) => kind === 'SET' && lost++ < 2;
    feel(rig, 'uncomfortable');
    rig.run(2_500);
    expect(rig.band.currentUa).toBe(17_000);
    expect(rig.view().outcome).toMatchObject({ kind: 'SET', result: 'done' });
  });

  test('a decrease that never arrives ends in STOP', () => {
    const rig = running();
    rig.air.losesCommand = ({ kind }) => kind === 'SET';
    feel(rig, 'uncomfortable');
    rig.run(4_000);
    expect(rig.band.currentUa).toBe(0);
    expect(kindsOf(rig.sent)).toContain('STOP');
  });

  test('what was lowered once is where a session goes on after an interruption', () => {
    const rig = running();
    rig.wish({ kind: 'lower', stepUa: 5_000 });
    rig.air.losesCommand = () => true;
    rig.run(3_000);
    rig.air.losesCommand = () => false;
    rig.runUntil(() => rig.view().asks === 'START_OUTPUT', 40_000);
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => rig.band.state === 'ACTIVE', 10_000);
    expect(rig.band.currentUa).toBe(15_000);
  });
});
