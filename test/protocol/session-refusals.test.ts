import { describe, expect, test } from 'vitest';
import type { SessionCommand } from '../../protocol/session.ts';
import { SessionScene } from './session-scene.ts';

describe('ARM', () => {
  test.each<[string, Partial<SessionCommand>]>([
    ['PATTERN_OUT_OF_RANGE', { phaseUs: 39 }],
    ['PATTERN_OUT_OF_RANGE', { phaseUs: 501 }],
    ['PATTERN_OUT_OF_RANGE', { rateMillihertz: 499 }],
    ['PATTERN_OUT_OF_RANGE', { rateMillihertz: 200_001 }],
    ['PAD_TOO_SMALL', { padAreaMm2: 1_599 }],
    ['ABOVE_HARD_CEILING', { ceilingUa: 80_001 }],
    ['ABOVE_HARD_CEILING', { phaseUs: 500, ceilingUa: 64_001 }],
    ['EXPIRED', { nowS: 100, expiresAtS: 100 }],
    ['EXPIRED', { expiresAtS: 0 }],
    ['EXPIRED', { expiresAtS: Number.POSITIVE_INFINITY }],
    ['MALFORMED', { nowS: 0 }],
    ['MALFORMED', { nowS: Number.NaN }],
    ['SESSION_USED_UP', { sessionMs: 500 }],
    ['DAY_USED_UP', { dayMs: 500 }],
    ['MALFORMED', { phaseUs: Number.NaN }],
    ['MALFORMED', { rateMillihertz: 0.5 }],
    ['MALFORMED', { ceilingUa: -1 }],
    ['MALFORMED', { padAreaMm2: Number.POSITIVE_INFINITY }],
    ['MALFORMED', { sessionMs: 2 ** 32 }],
    ['OTHER_BOOT', { boot: 2 }],
  ])('is refused: %s %o', (reason, fields) => {
    const scene = new SessionScene();
    expect(scene.send('ARM', fields)).toMatchObject({ result: 'REFUSED', reason });
    expect(scene.state).toMatchObject({ state: 'IDLE', currentUa: 0, ceilingUa: 0 });
  });

  test.each<[Partial<SessionCommand>]>([
    [{ phaseUs: 40 }],
    [{ phaseUs: 500, ceilingUa: 64_000 }],
    [{ rateMillihertz: 500 }],
    [{ rateMillihertz: 200_000 }],
    [{ padAreaMm2: 1_600 }],
    [{ ceilingUa: 80_000 }],
    [{ ceilingUa: 0 }],
    [{ nowS: 100, expiresAtS: 101 }],
    [{ sessionMs: 501 }],
    [{ dayMs: 501 }],
    [{ dayMs: 0 }],
    [{ dayMs: Number.NaN }],
  ])('is accepted at the very limit: %o', (fields) => {
    const scene = new SessionScene();
    expect(scene.send('ARM', fields)).toMatchObject({ result: 'DONE', reason: '' });
    expect(scene.state.state).toBe('ARMED');
  });

  test('judges expiry by the latest time it was ever told', () => {
    const scene = new SessionScene();
    scene.send('ARM', { nowS: 1_000, expiresAtS: 900 });
    expect(scene.send('ARM', { nowS: 800, expiresAtS: 900 })).toMatchObject({ reason: 'EXPIRED' });
  });

  test('takes the stricter of prescription, configuration and hard ceiling for every time', () => {
    const scene = new SessionScene({ sessionMaxMs: 7_200_000, dayMaxMs: 99_000_000 });
    scene.send('ARM', { sessionMs: 7_200_000 });
    expect(scene.state).toMatchObject({ sessionLimitMs: 3_600_000, dayLimitMs: 14_400_000 });
    const short = new SessionScene();
    short.send('ARM', { dayMs: 60_000 });
    expect(short.state).toMatchObject({ sessionLimitMs: 600_000, dayLimitMs: 60_000 });
  });

  test('needs contact and a battery', () => {
    const scene = new SessionScene();
    scene.event({ kind: 'CONTACT', ok: false });
    expect(scene.send('ARM').reason).toBe('NO_CONTACT');
    scene.event({ kind: 'CONTACT', ok: true }).event({ kind: 'BATTERY', percent: 15 });
    expect(scene.send('ARM').reason).toBe('BATTERY_LOW');
    scene.event({ kind: 'BATTERY', percent: 16 });
    expect(scene.send('ARM').result).toBe('DONE');
  });

  test('a band that has not measured its pads yet has none', () => {
    expect(new SessionScene({ contactAtBoot: false }).send('ARM').reason).toBe('NO_CONTACT');
  });
});

describe('START', () => {
  test.each<[string, (scene: SessionScene) => void]>([
    ['WRONG_STATE', () => {}],
    ['NOT_CONFIRMED', (scene) => void scene.send('ARM')],
    ['NO_LEASE', (scene) => void scene.arm()],
    ['ABOVE_CEILING', (scene) => void scene.arm({ ceilingUa: 19_999 })],
    ['NO_LEASE', (scene) => void scene.arm().run(500).run(2_000, false)],
  ])('is refused: %s', (reason, prepare) => {
    const scene = new SessionScene();
    prepare(scene);
    expect(scene.send('START', { currentUa: 20_000 })).toMatchObject({ result: 'REFUSED', reason });
    expect(scene.run(5_000).state.currentUa).toBe(0);
  });

  test('a button pressed before ARM does not count', () => {
    const scene = new SessionScene();
    scene.event({ kind: 'CONFIRM' }).send('ARM');
    scene.start();
    expect(scene.state.ackReason).toBe('NOT_CONFIRMED');
  });

  test('30 s after ARM it is too late', () => {
    const scene = new SessionScene().arm().run(30_000);
    expect(scene.state.state).toBe('ARMED');
    scene.run(50);
    expect(scene.state).toMatchObject({ state: 'IDLE', stopReason: 'ARM_TIMEOUT', confirmed: false });
  });
});

test('each ARM has its own 30 s, and each session its own button', () => {
  const scene = new SessionScene({ restMs: 1_000, restMinMs: 1_000 }).arm().run(31_000).arm().run(29_000);
  expect(scene.state.state).toBe('ARMED');
  scene.start().event({ kind: 'STOP' });
  expect(scene.state).toMatchObject({ state: 'LOCKOUT', confirmed: false });
  scene.run(1_050, false).send('ARM');
  expect(scene.start().state.ackReason).toBe('NOT_CONFIRMED');
});

test('RESUME is refused without a lease, above the ceiling, and with no time left', () => {
  const scene = new SessionScene().active(20_000, { sessionMs: 10_000 });
  scene.send('PAUSE');
  scene.run(2_050, false);
  expect(scene.send('RESUME', { currentUa: 20_000 }).reason).toBe('NO_LEASE');
  scene.send('LEASE', { ttlMs: 2_000 });
  expect(scene.send('RESUME', { currentUa: 25_001 }).reason).toBe('ABOVE_CEILING');
  expect(scene.send('RESUME', { currentUa: 21_000 })).toMatchObject({ result: 'DONE', reason: 'STEP_CAPPED' });
  const drained = new SessionScene({ batteryLowMs: 400 }).active();
  drained.send('PAUSE');
  drained.event({ kind: 'BATTERY', percent: 10 }).run(500);
  expect(drained.send('RESUME', { currentUa: 20_000 }).reason).toBe('SESSION_USED_UP');
});

describe('SET', () => {
  test('after five oversized steps no increase is taken in this session; decreases are', () => {
    const scene = new SessionScene().active(2_000);
    for (let i = 0; i < 5; i++) {
      scene.run(1_000);
      expect(scene.send('SET', { currentUa: 25_000 }).reason).toBe('STEP_CAPPED');
    }
    scene.run(1_000);
    expect(scene.state.targetUa).toBe(12_000);
    expect(scene.send('SET', { currentUa: 12_100 }).reason).toBe('INCREASES_FROZEN');
    expect(scene.send('SET', { currentUa: 9_000 }).result).toBe('DONE');
    expect(scene.state.currentUa).toBe(9_000);
  });

  test('a stricter configuration or ceiling for step and dwell holds, whichever it is', () => {
    const slow = new SessionScene({ stepDwellMs: 3_000, stepMaxUa: 500 }).active(2_000);
    slow.run(2_000);
    expect(slow.send('SET', { currentUa: 2_100 }).reason).toBe('TOO_SOON');
    slow.run(1_000);
    slow.send('SET', { currentUa: 4_000 });
    expect(slow.state.targetUa).toBe(2_500);
    const hasty = new SessionScene({ stepDwellMs: 0, stepMaxUa: 50_000, riseUaPerS: 1_000_000 }).active(2_000);
    expect(hasty.send('SET', { currentUa: 9_000 }).reason).toBe('TOO_SOON');
    hasty.run(500);
    hasty.send('SET', { currentUa: 9_000 });
    expect(hasty.state.targetUa).toBe(4_000);
    const beforeUa = hasty.state.currentUa;
    hasty.run(50);
    expect(hasty.state.currentUa - beforeUa).toBe(200);
  });

  test('a lease is never longer than 2 s, whatever is configured or asked', () => {
    const scene = new SessionScene({ leaseMaxMs: 60_000 }).active();
    scene.send('LEASE', { ttlMs: 60_000 });
    scene.run(2_050, false);
    expect(scene.state).toMatchObject({ state: 'RAMPING_DOWN', stopReason: 'LEASE_LOST' });
  });
});

test('what is exactly allowed is not capped', () => {
  const scene = new SessionScene().active(10_000).run(1_000);
  expect(scene.send('SET', { currentUa: 12_000 })).toMatchObject({ result: 'DONE', reason: '' });
  scene.run(1_000).send('PAUSE');
  scene.run(500);
  expect(scene.send('RESUME', { currentUa: 12_000 })).toMatchObject({ result: 'DONE', reason: '' });
  expect(scene.state.oversized).toBe(0);
});

test('the number 0 is never a new one, nor a repeated one', () => {
  expect(new SessionScene().send('ARM', { counter: 0 })).toMatchObject({ result: 'REFUSED', reason: 'REPLAYED' });
});

test('a command without a known kind is refused', () => {
  const scene = new SessionScene().active();
  expect(scene.send('REVERSE' as 'SET', { currentUa: 1 })).toMatchObject({ result: 'REFUSED', reason: 'MALFORMED' });
  scene.event({ kind: 'SURPRISE' } as unknown as { kind: 'TICK' });
  expect(scene.state.state).toBe('ACTIVE');
});
