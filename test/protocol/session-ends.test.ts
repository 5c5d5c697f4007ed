import { describe, expect, test } from 'vitest';
import { telemetryOf } from '../../protocol/session.ts';
import { SessionScene } from './session-scene.ts';

describe('a session ends', () => {
  test('within the prescribed time, ramp included', () => {
    const scene = new SessionScene().active(20_000, { sessionMs: 60_000 }).run(54_450);
    expect(scene.state).toMatchObject({ state: 'RAMPING_DOWN', stopReason: 'SESSION_DONE', sessionMs: 59_500 });
    scene.run(500);
    expect(scene.state).toMatchObject({ state: 'LOCKOUT', currentUa: 0, dayMs: 59_950, sessionMs: 0 });
  });

  test('within the day, over several sessions', () => {
    const scene = new SessionScene({ restMs: 2_000, restMinMs: 1_000, dayMaxMs: 40_000, briefMs: 0 });
    scene.active().run(10_000).event({ kind: 'STOP' }).run(2_100, false);
    scene.active().run(60_000);
    expect(scene.state.stopReason).toBe('DAY_LIMIT');
    expect(scene.state.dayMs).toBe(39_950);
    scene.run(2_100, false);
    expect(scene.send('ARM').reason).toBe('DAY_USED_UP');
  });

  test('the day begins anew a day after its first output', () => {
    const scene = new SessionScene({ restMs: 2_000, dayMaxMs: 10_000, dayWindowMs: 30_000 });
    scene.active(4_000).run(3_000).event({ kind: 'STOP' });
    expect(scene.state.dayMs).toBe(4_050);
    scene.run(25_900, false);
    expect(scene.state.dayMs).toBe(4_050);
    scene.run(50, false);
    expect(scene.state).toMatchObject({ dayMs: 0, dayAgeMs: 0 });
  });

  test('a pause may last 5 min and not be used to end a ramp-down', () => {
    const scene = new SessionScene().active();
    scene.send('PAUSE');
    expect(scene.run(300_000).state.state).toBe('PAUSED');
    expect(scene.run(50).state).toMatchObject({ state: 'LOCKOUT', stopReason: 'PAUSE_TOO_LONG' });
    const ramping = new SessionScene().active();
    ramping.event({ kind: 'END', reason: 'OVER_TEMPERATURE' });
    expect(ramping.send('PAUSE').reason).toBe('WRONG_STATE');
    expect(ramping.send('SET', { currentUa: 20_000 }).reason).toBe('WRONG_STATE');
    expect(ramping.run(500).state).toMatchObject({ state: 'LOCKOUT', currentUa: 0, stopReason: 'OVER_TEMPERATURE' });
  });

  test('the band may hold by itself, from its level or on the way to it, and waits for RESUME', () => {
    for (const scene of [new SessionScene().active(), new SessionScene().arm().start().run(1_000)]) {
      scene.event({ kind: 'HOLD' });
      expect(scene.state).toMatchObject({ state: 'PAUSED', currentUa: 0, targetUa: 20_000 });
      expect(scene.run(1_000).send('RESUME', { currentUa: 20_000 }).result).toBe('DONE');
    }
  });

  test('each pause has its own 5 min', () => {
    const scene = new SessionScene().active();
    for (let i = 0; i < 3; i++) {
      scene.send('PAUSE');
      scene.run(200_000);
      expect(scene.send('RESUME', { currentUa: 20_000 }).result).toBe('DONE');
      scene.run(6_000);
    }
    expect(scene.state.state).toBe('ACTIVE');
  });

  test('a low battery leaves it 2 min, an empty one a ramp', () => {
    const scene = new SessionScene().active();
    scene.event({ kind: 'BATTERY', percent: 15 });
    expect(telemetryOf(scene.state, 1, 0).remainingMs).toBe(120_000);
    scene.run(119_500);
    expect(scene.state.state).toBe('RAMPING_DOWN');
    const empty = new SessionScene().active();
    empty.event({ kind: 'BATTERY', percent: 5 }).run(500);
    expect(empty.state).toMatchObject({ state: 'LOCKOUT', currentUa: 0, stopReason: 'BATTERY' });
  });

  test('increases need a lease less than 1 s old, holding one less than 2 s', () => {
    const scene = new SessionScene().arm().start();
    scene.run(500);
    scene.run(3_000, false);
    expect(scene.state.peakCurrentUa).toBeLessThanOrEqual(4 * 1_500);
    expect(scene.state.stopReason).toBe('LEASE_LOST');
  });
});

describe('the rest after a session', () => {
  test('in full: the same after any session that was started', () => {
    const scene = new SessionScene({ restPolicy: 'full' }).arm().start();
    scene.event({ kind: 'STOP' });
    expect(scene.state).toMatchObject({ state: 'LOCKOUT', restLeftMs: 1_800_000 });
  });

  test.each([
    ['stopped at once', 0, 10_000],
    ['stopped after 30 s', 30_000, 30_000],
    ['stopped after 59.95 s', 59_950, 59_950],
    ['stopped after a minute', 60_000, 1_800_000],
  ])('in proportion: %s', (_name, ranMs, restMs) => {
    const scene = new SessionScene().arm().start().run(ranMs);
    scene.event({ kind: 'STOP' });
    expect(scene.state.restLeftMs).toBe(restMs);
  });

  test('in proportion: after an end that nobody wanted, as long as the output was; what is left may follow', () => {
    const scene = new SessionScene().active(20_000, { sessionMs: 600_000 }).run(200_000);
    scene.run(3_000, false);
    expect(scene.state).toMatchObject({ state: 'LOCKOUT', stopReason: 'LEASE_LOST' });
    const usedMs = scene.state.blockMs;
    expect(usedMs).toBeGreaterThan(200_000);
    scene.run(usedMs, false);
    expect(scene.state.state).toBe('IDLE');
    scene.active(20_000, { sessionMs: 600_000 });
    expect(scene.state.sessionLimitMs).toBe(600_000 - usedMs);
    scene.run(600_000);
    expect(scene.state).toMatchObject({ state: 'LOCKOUT', stopReason: 'SESSION_DONE', blockMs: 0 });
    expect(scene.state.restLeftMs).toBeGreaterThan(1_500_000);
  });

  test('in proportion: no rest is longer than a full one, and a full rest gives a full session again', () => {
    const scene = new SessionScene({ restMs: 20_000 }).active().run(30_000).run(3_000, false);
    expect(scene.state.restLeftMs).toBeLessThanOrEqual(20_000);
    scene.run(20_000, false);
    expect(scene.state).toMatchObject({ state: 'IDLE', blockMs: 0 });
  });
});

test('what stops an armed band also forgets the button', () => {
  for (const event of [
    { kind: 'STOP' },
    { kind: 'REBOOT' },
    { kind: 'FAULT', fault: 'SELF_TEST' },
    { kind: 'BATTERY', percent: 0 },
  ] as const) {
    const scene = new SessionScene().arm().event(event);
    expect(scene.state, event.kind).toMatchObject({ confirmed: false, currentUa: 0 });
    expect(['IDLE', 'FAULT']).toContain(scene.state.state);
  }
});

test('the dose is counted in whole pulses and nanocoulombs, also at odd rates', () => {
  const scene = new SessionScene()
    .active(4_000, { rateMillihertz: 33_333, phaseUs: 333, ceilingUa: 4_000 })
    .run(60_000);
  const { pulses, chargeNc, chargePc } = scene.state;
  expect(pulses).toBe(Math.floor((33.333 * 61_000) / 1000));
  expect(Number.isSafeInteger(chargeNc)).toBe(true);
  expect(telemetryOf(scene.state, 1, 0).chargeNc).toBe(chargeNc + (chargePc > 0 ? 1 : 0));
});

test('telemetry says what the band does, to the microampere', () => {
  const scene = new SessionScene().active();
  expect(telemetryOf(scene.state, 7, 123)).toEqual({
    sequence: 7,
    ticks: 123,
    boot: 1,
    session: 1,
    state: 'ACTIVE',
    currentUa: 20_000,
    remainingMs: 594_950,
    pulses: 500,
    chargeNc: 2_020_000,
    peakCurrentUa: 20_000,
    lastCounter: scene.state.counter,
    fault: '',
    confirmed: true,
    contactOk: true,
    batteryPercent: 100,
    restLeftMs: 0,
    dayMs: 5_050,
    stopReason: '',
    asks: 'NOTHING',
    prescriptionTag: 0,
  });
});
