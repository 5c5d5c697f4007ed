import { describe, expect, test } from 'vitest';
import type { SessionCommandKind } from '../../protocol/session.ts';
import { SessionScene } from './session-scene.ts';

describe('one host', () => {
  const scene = (): SessionScene => {
    const started = new SessionScene().arm({ host: 5 });
    started.send('LEASE', { ttlMs: 2_000, host: 5 });
    started.send('START', { currentUa: 20_000, host: 5 });
    return started;
  };

  test.each<[SessionCommandKind]>([['ARM'], ['LEASE'], ['SET'], ['PAUSE'], ['RESUME'], ['PRESCRIBE'], ['ACK_FAULT']])(
    'F30: another than the one that armed is not obeyed: %s',
    (kind) => {
      for (const host of [6, 0, Number.NaN]) {
        const running = scene();
        const { counter, leaseLeftMs } = running.state;
        expect(running.send(kind, { ttlMs: 2_000, currentUa: 1_000, host })).toMatchObject({ reason: 'OTHER_HOST' });
        expect(running.state).toMatchObject({ counter, leaseLeftMs, state: 'RAMPING_UP', targetUa: 20_000 });
      }
    },
  );

  test('it may stop, and is the first once the session is over', () => {
    const running = scene();
    expect(running.send('STOP', { host: 6 }).result).toBe('DONE');
    running.run(20_000, false);
    expect(running.arm({ host: 6 }).send('LEASE', { ttlMs: 2_000, host: 5 }).reason).toBe('OTHER_HOST');
    expect(running.send('LEASE', { ttlMs: 2_000, host: 6 }).result).toBe('DONE');
  });
});

describe('F44: a command that lay about for more than a second', () => {
  test.each<[SessionCommandKind]>([['LEASE'], ['SET'], ['RESUME']])('does nothing: %s', (kind) => {
    const scene = new SessionScene().active();
    if (kind === 'RESUME') scene.send('PAUSE');
    scene.run(1_500, false);
    const { leaseLeftMs, targetUa, state } = scene.state;
    for (const heardAgeMs of [1_001, 4e9, Number.NaN, -1])
      expect(scene.send(kind, { ttlMs: 2_000, currentUa: 1_000, heardAgeMs }).reason).toBe('STALE');
    expect(scene.state).toMatchObject({ leaseLeftMs, targetUa, state });
    expect(scene.send(kind, { ttlMs: 2_000, currentUa: 1_000, heardAgeMs: 1_000 }).reason).not.toBe('STALE');
  });

  test('starts nothing; but ARM has the button and PAUSE only lowers', () => {
    const scene = new SessionScene();
    expect(scene.send('ARM', { heardAgeMs: 5_000 }).result).toBe('DONE');
    scene.event({ kind: 'CONFIRM' }).send('LEASE', { ttlMs: 2_000 });
    expect(scene.send('START', { currentUa: 1_000, heardAgeMs: 1_001 }).reason).toBe('STALE');
    scene.start();
    expect(scene.send('PAUSE', { heardAgeMs: 5_000 }).result).toBe('DONE');
  });
});

describe('F26: a charger', () => {
  test.each(['ARMED', 'RAMPING_UP', 'PAUSED', 'RAMPING_DOWN'])('ends what is %s at once', (phase) => {
    const scene = new SessionScene().arm();
    if (phase !== 'ARMED') scene.start().run(1_000);
    if (phase === 'PAUSED') scene.send('PAUSE');
    if (phase === 'RAMPING_DOWN') scene.event({ kind: 'END', reason: 'OVER_TEMPERATURE' });
    expect(scene.state.state).toBe(phase);
    scene.event({ kind: 'CHARGER', connected: true });
    const after = phase === 'ARMED' ? 'IDLE' : 'LOCKOUT';
    expect(scene.state).toMatchObject({ state: after, currentUa: 0, stopReason: 'CHARGING', charging: true });
  });

  test('nothing is armed with it, and what is not a clear no is a yes', () => {
    const scene = new SessionScene().event({ kind: 'CHARGER', connected: undefined as unknown as boolean });
    expect(scene.send('ARM').reason).toBe('CHARGING');
    expect(scene.event({ kind: 'CHARGER', connected: false }).send('ARM').result).toBe('DONE');
  });
});

test('F25: a battery that runs low between ARM and START starts nothing', () => {
  const scene = new SessionScene().arm().event({ kind: 'BATTERY', percent: 15 });
  expect(scene.start().state).toMatchObject({ ackReason: 'BATTERY_LOW', state: 'ARMED' });
  expect(scene.event({ kind: 'BATTERY', percent: 16 }).start().state.state).toBe('RAMPING_UP');
});

test('a low battery that shortens a session is an end that nobody wanted: what is left may follow', () => {
  const scene = new SessionScene().active(20_000).event({ kind: 'BATTERY', percent: 10 }).run(125_000);
  expect(scene.state).toMatchObject({ state: 'LOCKOUT', stopReason: 'BATTERY' });
  expect(scene.state.restLeftMs).toBeLessThan(130_000);
  expect(scene.state.blockMs).toBeGreaterThan(120_000);
});
