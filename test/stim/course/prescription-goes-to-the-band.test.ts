import { describe, expect, test } from 'vitest';
import { COURSE_PARAMS, CourseRig, kindsOf, SEALED } from './course-rig.ts';

const SEAL = Uint8Array.of(9, 9, 9);
const bare = (): CourseRig => new CourseRig({ seal: SEAL }, { sealRequired: true });

function offered(rig = bare()): CourseRig {
  rig.run(200);
  rig.start();
  rig.runUntil(() => rig.view().asks === 'NEW_PRESCRIPTION', 5_000);
  return rig;
}

describe('a band that has no prescription gets it first', () => {
  test('sealed bytes, a press for the prescription, ARM, a press for the output', () => {
    const rig = offered();
    expect(rig.sent.map(({ kind, sealed }) => [kind, sealed])).toEqual([['PRESCRIBE', SEAL]]);
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => rig.view().asks === 'START_OUTPUT', 2_000);
    expect(rig.band.prescription).toEqual(SEALED);
    const arm = rig.sent.find(({ kind }) => kind === 'ARM')!;
    const { prescription, prescriptionHash, hostId } = COURSE_PARAMS;
    expect(arm).toMatchObject({ prescriptionHash, pattern: prescription.pattern, host: hostId });
    rig.run(3_000);
    expect(kindsOf(rig.sent)).not.toContain('START');
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => rig.band.state === 'ACTIVE', 20_000);
  });

  test('one that has it already is armed at once', () => {
    const rig = offered();
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => rig.view().asks === 'START_OUTPUT', 2_000);
    rig.wish({ kind: 'stop' });
    rig.run(500);
    const before = rig.sent.length;
    rig.start();
    rig.run(200);
    expect(kindsOf(rig.sent.slice(before))[0]).toBe('ARM');
  });

  test('nobody presses: not begun, and the reason is told', () => {
    const rig = offered();
    rig.run(32_000);
    expect(rig.view()).toMatchObject({ state: 'IDLE', reason: 'NOT_ACCEPTED' });
    expect(kindsOf(rig.sent)).not.toContain('ARM');
  });

  test('PRESCRIBE and its answer get lost: the very same one again', () => {
    const rig = bare();
    let lost = 0;
    rig.air.losesCommand = ({ kind }) => kind === 'PRESCRIBE' && lost++ < 2;
    rig.air.losesAnswer = () => true;
    offered(rig);
    expect(new Set(rig.sent.map(({ counter }) => counter)).size).toBe(1);
    rig.air.losesAnswer = () => false;
    rig.event({ kind: 'CONFIRM' });
    rig.runUntil(() => rig.view().asks === 'START_OUTPUT', 2_000);
  });

  test('a band that cannot open the seal says so, and nothing is armed', () => {
    const rig = new CourseRig({ seal: new Uint8Array(0) }, { sealRequired: true });
    rig.run(200);
    rig.start();
    rig.run(1_000);
    expect(rig.view()).toMatchObject({ state: 'IDLE', reason: 'NOT_SEALED' });
    expect(kindsOf(rig.sent)).toEqual(['PRESCRIBE']);
  });
});

test('each command says who commands and what was last heard; one that is late is not executed', () => {
  const rig = new CourseRig({ hostId: 77 });
  rig.begin();
  for (const { kind, host, heardTicks } of rig.sent) {
    expect(host).toBe(77);
    expect(heardTicks, kind).toBeGreaterThan(0);
  }
  const late = rig.sent.findLast(({ kind }) => kind === 'LEASE')!;
  rig.run(3_000);
  const leaseLeftMs = rig.band.leaseLeftMs;
  rig.take({ ...late, counter: rig.band.counter + 1 });
  expect(rig.band.ackReason).toBe('STALE');
  expect(rig.band.leaseLeftMs).toBe(leaseLeftMs);
});

test('F30: a second host is told that another one controls the band', () => {
  const rig = new CourseRig();
  rig.begin();
  const other = { kind: 'SET', boot: 1, counter: rig.band.counter + 1, currentUa: 25_000, host: 99 } as const;
  rig.take({ ...other, heardTicks: rig.nowMs * 1000 });
  expect(rig.band.ackReason).toBe('OTHER_HOST');
  expect(rig.band.targetUa).toBe(20_000);
});
