import { describe, expect, test } from 'vitest';
import type { SealedPrescription } from '../../protocol/message.ts';
import type { SessionCommand } from '../../protocol/session.ts';
import { latestNow, restorePrescription, telemetryOf } from '../../protocol/session.ts';
import { SEALED, SessionScene } from './session-scene.ts';

describe('PRESCRIBE', () => {
  test('waits for the button, and is then in force', () => {
    const scene = new SessionScene();
    expect(scene.offer()).toMatchObject({ result: 'DONE', reason: '' });
    expect(telemetryOf(scene.state, 1, 0)).toMatchObject({ asks: 'NEW_PRESCRIPTION', prescriptionTag: 0 });
    const { changes } = scene.state;
    scene.event({ kind: 'CONFIRM' });
    expect(telemetryOf(scene.state, 1, 0)).toMatchObject({ asks: 'NOTHING', prescriptionTag: 0x04030201 });
    expect(scene.state).toMatchObject({ revision: 1, prescriptionMs: 0, offer: null, changes: changes + 1 });
  });

  test.each<[string, Partial<SealedPrescription>]>([
    ['OTHER_DEVICE', { deviceId: 'band-2' }],
    ['MALFORMED', { revision: 0 }],
    ['MALFORMED', { prescriptionHash: new Uint8Array(7) }],
    ['MALFORMED', { totalMs: Number.NaN }],
    ['MALFORMED', { dayMs: 0.5 }],
    ['MALFORMED', { sessionsPerDay: -1 }],
    ['MALFORMED', { expiresAtS: 2 ** 32 }],
    ['MALFORMED', { pattern: new Uint8Array(3) }],
    ['EXPIRED', { expiresAtS: 0 }],
    ['ABOVE_HARD_CEILING', { ceilingUa: 80_001 }],
    ['PATTERN_OUT_OF_RANGE', { phaseUs: 501 }],
    ['PATTERN_OUT_OF_RANGE', { rateMillihertz: 200_001 }],
    ['PAD_TOO_SMALL', { padAreaMm2: 1_599 }],
  ])('is refused: %s %o', (reason, sealed) => {
    const scene = new SessionScene();
    expect(scene.offer(sealed)).toMatchObject({ result: 'REFUSED', reason });
    expect(scene.event({ kind: 'CONFIRM' }).state).toMatchObject({ offer: null, prescription: null, revision: 0 });
  });

  test('is refused where its seal did not open', () => {
    for (const prescription of [null, undefined])
      expect(new SessionScene().send('PRESCRIBE', prescription === null ? { prescription } : {}).reason).toBe(
        'NOT_SEALED',
      );
  });

  test('never falls behind a revision, and a revision means one prescription', () => {
    const scene = new SessionScene().prescribed({ revision: 4 });
    expect(scene.offer({ revision: 3 }).reason).toBe('SUPERSEDED');
    expect(scene.offer({ revision: 4, prescriptionHash: new Uint8Array(8) }).reason).toBe('SUPERSEDED');
    expect(scene.offer({ revision: 4 })).toMatchObject({ result: 'DONE' });
    expect(scene.state.offer).toBeNull();
    expect(scene.offer({ revision: 5 })).toMatchObject({ result: 'DONE' });
  });

  test('may give a lost copy again, but nothing older, and what was used up stays used up', () => {
    const scene = new SessionScene().prescribed({ revision: 4 });
    scene.state.prescription = null;
    scene.state.prescriptionMs = 1_000;
    expect(scene.offer({ revision: 3 }).reason).toBe('SUPERSEDED');
    expect(scene.send('ARM').reason).toBe('NOT_PRESCRIBED');
    expect(scene.prescribed({ revision: 4 }).state).toMatchObject({ revision: 4, prescriptionMs: 1_000 });
    expect(scene.prescribed({ revision: 5 }).state).toMatchObject({ revision: 5, prescriptionMs: 0 });
  });

  test('is judged by the latest time, which goes on by the band’s own', () => {
    const scene = new SessionScene();
    expect(scene.offer({ expiresAtS: 110 }, { nowS: 109 }).result).toBe('DONE');
    scene.run(1_000, false);
    expect(scene.offer({ expiresAtS: 110 }, { nowS: 20 }).reason).toBe('EXPIRED');
    expect(latestNow(scene.state)).toBe(110);
  });

  test('its date of issue is a time, too', () => {
    const scene = new SessionScene().prescribed({ issuedAtS: 5_000 });
    expect(scene.send('ARM', { nowS: 1, expiresAtS: 4_000 }).reason).toBe('EXPIRED');
  });

  test.each(['ARMED', 'ACTIVE', 'PAUSED', 'RAMPING_DOWN'])('is no matter for a band that is %s', (phase) => {
    const scene = new SessionScene().arm();
    if (phase !== 'ARMED') scene.start(1_000).run(500);
    if (phase === 'PAUSED') scene.send('PAUSE');
    if (phase === 'RAMPING_DOWN') scene.event({ kind: 'END', reason: 'OVER_TEMPERATURE' });
    expect(scene.state.state).toBe(phase);
    expect(scene.offer().reason).toBe('WRONG_STATE');
  });

  test.each<[string, (scene: SessionScene) => unknown]>([
    ['30 s', (scene) => scene.run(30_050, false)],
    ['the button for STOP', (scene) => scene.event({ kind: 'STOP' })],
    ['a STOP from anybody', (scene) => scene.send('STOP', {}, false)],
    ['an ARM', (scene) => scene.arm().event({ kind: 'STOP' })],
    ['a restart', (scene) => scene.event({ kind: 'REBOOT' })],
  ])('an offer is dropped by %s', (_name, drop) => {
    const scene = new SessionScene();
    scene.offer();
    drop(scene);
    scene.event({ kind: 'CONFIRM' });
    expect(scene.state).toMatchObject({ offer: null, prescription: null });
  });

  test('an offer may be confirmed up to 30 s later', () => {
    const scene = new SessionScene();
    scene.offer();
    expect(scene.run(30_000, false).event({ kind: 'CONFIRM' }).state.revision).toBe(1);
  });
});

describe('ARM under a prescription in force', () => {
  test.each<[string, Partial<SessionCommand>]>([
    ['OTHER_PRESCRIPTION', { prescriptionHash: new Uint8Array(8) }],
    ['OTHER_PRESCRIPTION', { pattern: new Uint8Array([232, 3, 200, 0, 24, 252, 200, 0]) }],
    ['OTHER_PRESCRIPTION', { phaseUs: 199 }],
    ['OTHER_PRESCRIPTION', { rateMillihertz: 99_999 }],
    ['ABOVE_CEILING', { ceilingUa: 25_001 }],
    ['ABOVE_CEILING', { sessionMs: 600_001 }],
    ['ABOVE_CEILING', { dayMs: 1_200_001 }],
    ['ABOVE_CEILING', { padAreaMm2: 2_501 }],
    ['ABOVE_CEILING', { expiresAtS: 1_000_001 }],
  ])('is refused: %s %o', (reason, fields) => {
    const scene = new SessionScene({ sealRequired: true }).prescribed();
    expect(scene.send('ARM', fields)).toMatchObject({ result: 'REFUSED', reason });
    expect(scene.send('ARM').result).toBe('DONE');
  });

  test('may be lower, and is then bound by that', () => {
    const scene = new SessionScene().prescribed();
    scene.send('ARM', { ceilingUa: 9_000, sessionMs: 60_000, dayMs: 90_000, padAreaMm2: 2_000, expiresAtS: 200 });
    expect(scene.state).toMatchObject({ state: 'ARMED', ceilingUa: 9_000, sessionLimitMs: 60_000, dayLimitMs: 90_000 });
  });

  test('a day that is not named is the prescription’s', () => {
    const scene = new SessionScene().prescribed();
    scene.send('ARM', { dayMs: 0 });
    expect(scene.state.dayLimitMs).toBe(1_200_000);
  });

  test('without a seal nothing is armed where one is required', () => {
    expect(new SessionScene({ sealRequired: true }).send('ARM').reason).toBe('NOT_PRESCRIBED');
  });

  test('so many sessions a day, those that a rest interrupted not counted anew', () => {
    const scene = new SessionScene({ restMs: 20_000 }).prescribed({ sessionsPerDay: 2 });
    scene.active().run(5_000).run(3_000, false).run(20_000, false);
    scene.active().run(5_000).event({ kind: 'CONTACT', ok: false }).event({ kind: 'CONTACT', ok: true });
    scene.run(12_000).send('ACK_FAULT', { fault: 'LEAD_OFF' });
    expect(scene.state.daySessions).toBe(2);
    scene.active().run(60_000).event({ kind: 'STOP' });
    expect(scene.state.daySessions).toBe(2);
    scene.run(20_000, false);
    expect(scene.send('ARM').reason).toBe('SESSIONS_USED_UP');
  });

  test('an ARM that waits until the rest is over is still the end of the interrupted session', () => {
    const scene = new SessionScene({ restMs: 20_000, armTtlMs: 15_000 }).prescribed({
      sessionsPerDay: 1,
      sessionMs: 30_000,
    });
    const deliver = (ms: number): number => {
      const beforeMs = scene.state.dayMs;
      scene.start(4_000).run(ms).run(3_000, false);
      return scene.state.dayMs - beforeMs;
    };
    let outputMs = 0;
    for (let i = 0; i < 6; i++) {
      scene
        .run(20_000 - 5_000, false)
        .arm()
        .run(10_000, false);
      if (scene.state.state === 'ARMED') outputMs += deliver(8_000);
    }
    expect(scene.state.daySessions).toBe(1);
    expect(outputMs).toBeLessThanOrEqual(30_000);
    expect(outputMs).toBeGreaterThan(25_000);
  });

  test('a START that was stopped before any output is a session of its day, and the day still ends', () => {
    const scene = new SessionScene({ restMinMs: 100, dayWindowMs: 20_000 }).prescribed({ sessionsPerDay: 1 });
    scene.arm().start().event({ kind: 'STOP' });
    expect(scene.run(200, false).send('ARM').reason).toBe('SESSIONS_USED_UP');
    expect(scene.run(20_000, false).send('ARM').result).toBe('DONE');
  });

  test('all output until it expires is bounded, whatever day it is said to be', () => {
    const scene = new SessionScene({ restMs: 1_000, dayWindowMs: 1_000 }).prescribed({
      totalMs: 30_000,
      sessionsPerDay: 99,
    });
    let outputMs = 0;
    for (let i = 0; i < 20; i++) {
      scene.active(4_000, { nowS: 200 + i * 3_600 }).run(7_000);
      outputMs += scene.state.sessionMs;
      scene.event({ kind: 'STOP' }).run(1_050, false);
    }
    expect(scene.send('ARM', { nowS: 99_999 }).reason).toBe('PRESCRIPTION_USED_UP');
    expect(outputMs).toBeLessThanOrEqual(30_000);
    expect(scene.state.prescriptionMs).toBeGreaterThanOrEqual(29_450);
    expect(scene.prescribed({ revision: 2 }).send('ARM').result).toBe('DONE');
  });

  test('F12: it expires in mid-session: the session goes on at its level or lower, and nothing rises', () => {
    const scene = new SessionScene().prescribed({ expiresAtS: 110 });
    scene.active(20_000, { nowS: 100 }).run(5_000);
    expect(scene.send('SET', { currentUa: 20_500 }).reason).toBe('EXPIRED');
    expect(scene.send('SET', { currentUa: 15_000 }).result).toBe('DONE');
    expect(scene.run(2_000).state).toMatchObject({ state: 'ACTIVE', currentUa: 15_000 });
    scene.send('PAUSE');
    expect(scene.send('RESUME', { currentUa: 15_000 }).reason).toBe('EXPIRED');
  });

  test('F12: it expires on the way up: no higher from there', () => {
    const scene = new SessionScene().prescribed({ expiresAtS: 102 });
    scene.arm({ nowS: 100 }).start(20_000).run(10_000);
    expect(scene.state).toMatchObject({ state: 'RAMPING_UP', currentUa: 7_800 });
    const late = new SessionScene().prescribed({ expiresAtS: 102 }).arm({ nowS: 100 }).run(2_000);
    expect(late.start().state.ackReason).toBe('EXPIRED');
  });
});

describe('what outlives', () => {
  test('a restart: the copy that was kept, unless a later revision was in force or it is for another band', () => {
    const scene = new SessionScene().prescribed({ revision: 3 });
    scene.state.prescription = null;
    scene.state.prescriptionMs = 7_000;
    expect(restorePrescription(scene.state, { ...SEALED, revision: 2 })).toBe(false);
    expect(restorePrescription(scene.state, { ...SEALED, revision: 3, deviceId: 'band-2' })).toBe(false);
    expect(restorePrescription(scene.state, { ...SEALED, revision: 3, ceilingUa: 90_000 })).toBe(false);
    expect(scene.state.prescription).toBeNull();
    expect(restorePrescription(scene.state, { ...SEALED, revision: 3 })).toBe(true);
    expect(scene.state).toMatchObject({ revision: 3, prescriptionMs: 7_000 });
    expect(restorePrescription(scene.state, { ...SEALED, revision: 4 })).toBe(true);
    expect(scene.state).toMatchObject({ revision: 4, prescriptionMs: 7_000 });
  });

  test('other keys: rests, the day and faults, and nothing that was sealed or numbered', () => {
    const scene = new SessionScene().prescribed().active().run(70_000).event({ kind: 'STOP' });
    const { restLeftMs, dayMs, daySessions, blockMs } = scene.state;
    scene.offer({ revision: 2 });
    scene.event({ kind: 'ENROLLED' });
    const gone = { prescription: null, offer: null, revision: 0, prescriptionMs: 0, counter: 0, latestNowS: 0 };
    expect(scene.state).toMatchObject({ ...gone, restLeftMs, dayMs, daySessions, blockMs, state: 'LOCKOUT' });
  });

  test.each(['ARMED', 'ACTIVE'])('no other keys while %s', (phase) => {
    const scene = new SessionScene().prescribed();
    if (phase === 'ARMED') scene.arm();
    else scene.active();
    expect(scene.event({ kind: 'ENROLLED' }).state).toMatchObject({ state: phase, revision: 1, prescription: SEALED });
  });
});
