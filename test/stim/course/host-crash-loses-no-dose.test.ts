import { describe, expect, test } from 'vitest';
import { readMemory } from '../../../host/stim/course/course-memory.ts';
import { CourseRig, kindsOf } from './course-rig.ts';

/** All the band counted, against all that was booked. */
function expectBooked(rig: CourseRig): void {
  expect(rig.booked.pulses).toBe(rig.band.pulses);
  expect(rig.booked.onTimeMs).toBe(rig.band.dayMs);
  expect(rig.booked.chargeNc).toBe(rig.band.chargeNc + (rig.band.chargePc > 0 ? 1 : 0));
}

function killedAfter(ms: number): CourseRig {
  const rig = new CourseRig();
  rig.run(200);
  rig.start();
  rig.runUntil(() => rig.view().awaitsButton, 5_000);
  rig.event({ kind: 'CONFIRM' });
  rig.run(ms);
  rig.hostAlive = false;
  return rig;
}

describe('F2: the host dies with a session running', () => {
  test.each([300, 700, 1_500, 8_000])('%i ms after the press: all that the band counted is booked, once', (ms) => {
    const rig = killedAfter(ms);
    rig.run(6_000);
    expect(rig.band.currentUa).toBe(0);
    rig.restartHost();
    rig.run(1_000);
    expect(rig.told.some(({ kind }) => kind === 'late-dose')).toBe(true);
    expectBooked(rig);
    rig.restartHost();
    rig.run(1_000);
    expectBooked(rig);
  });

  test('back while current still flows: stopped, and booked to the session that was begun', () => {
    const rig = killedAfter(8_000);
    rig.run(500);
    const before = rig.told.length;
    rig.restartHost();
    rig.run(1_000);
    expect(rig.band.currentUa).toBe(0);
    expect(new Set(rig.told.slice(before).map(({ kind }) => kind))).toEqual(new Set(['late-dose', 'caught-up']));
    expectBooked(rig);
  });

  test('a later session is booked to itself', () => {
    const rig = killedAfter(3_000);
    rig.run(20_000);
    rig.restartHost();
    rig.run(500);
    const { pulses } = rig.band;
    rig.begin();
    rig.runUntil(() => rig.delivery.over, 120_000);
    expect(rig.delivery.totals.pulses).toBe(rig.band.pulses);
    expect(rig.booked.pulses).toBe(pulses + rig.band.pulses);
    expect(rig.booked.onTimeMs).toBe(rig.band.dayMs);
  });
});

describe('F2, F32: what was under way when the host died is unknown until the band tells', () => {
  const cut = (kind: string) => {
    const rig = new CourseRig();
    rig.run(200);
    rig.start();
    rig.runUntil(() => rig.view().awaitsButton, 5_000);
    rig.air.losesAnswer = () => true;
    rig.air.losesReport = () => kindsOf(rig.sent).includes(kind);
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => kindsOf(rig.sent).includes(kind), 2_000);
    rig.run(100);
    rig.hostAlive = false;
    expect(rig.kept?.pending).toMatchObject({ kind });
    return rig;
  };

  test('a START that arrived: unknown, then done; nothing goes on', () => {
    const rig = cut('START');
    rig.restartHost();
    expect(rig.view()).toMatchObject({ state: 'UNKNOWN', outcome: { kind: 'START', result: 'unknown' } });
    rig.air.losesReport = () => false;
    const before = rig.sent.length;
    rig.run(1_000);
    expect(rig.view().outcome).toMatchObject({ kind: 'START', result: 'done' });
    expect(rig.band.currentUa).toBe(0);
    expect(new Set(kindsOf(rig.sent.slice(before)))).toEqual(new Set(['STOP']));
  });

  test('a START that was lost: failed as soon as its number is passed; it can never be taken late', () => {
    const rig = new CourseRig();
    rig.run(200);
    rig.start();
    rig.runUntil(() => rig.view().awaitsButton, 5_000);
    rig.air.losesCommand = ({ kind }) => kind === 'START';
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => kindsOf(rig.sent).includes('START'), 2_000);
    const late = rig.sent.find(({ kind }) => kind === 'START')!;
    rig.hostAlive = false;
    rig.restartHost();
    rig.run(1_000);
    expect(rig.view().outcome).toMatchObject({ kind: 'START', result: 'unknown' });
    expect(rig.band.state).toBe('IDLE');
    rig.start();
    rig.run(500);
    expect(rig.view().outcome?.kind).toBe('ARM');
    expect(late.counter).toBeLessThan(rig.band.counter);
    rig.take(late);
    expect(rig.band.ackReason).toBe('REPLAYED');
  });

  test('what was kept is read back as it was, and anything else is nothing', () => {
    const rig = cut('START');
    expect(readMemory(JSON.parse(JSON.stringify(rig.kept)))).toEqual(rig.kept);
    for (const broken of [null, 7, {}, { ...rig.kept, counter: -1 }, { ...rig.kept, pending: { kind: 'STOP' } }]) {
      expect(readMemory(broken)).toBeNull();
    }
  });
});
