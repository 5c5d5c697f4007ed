import { describe, expect, test } from 'vitest';
import { HARD_CEILINGS } from '../../protocol/limits.ts';
import { latestNow, restorePrescription, telemetryOf } from '../../protocol/session.ts';
import { isWhole } from '../../protocol/session-ceiling.ts';
import type { SessionCommand } from '../../protocol/session-command.ts';
import { memoryOf, restoredSession } from '../../protocol/session-memory.ts';
import { bytesOf } from './session-pulses.ts';
import { SEALED, SessionScene } from './session-scene.ts';

test('a whole number is one from 0 to 2^32 - 1', () => {
  for (const value of [0, 1, 4_294_967_295]) expect(isWhole(value)).toBe(true);
  for (const value of [-1, 0.5, 4_294_967_296, Number.NaN, undefined, '1' as never]) expect(isWhole(value)).toBe(false);
});

describe('ARM', () => {
  test('may name a day of 1 ms, which is used up', () => {
    expect(new SessionScene().send('ARM', { dayMs: 1 }).reason).toBe('DAY_USED_UP');
  });

  test.each([
    [500, 'PRESCRIPTION_USED_UP'],
    [501, ''],
  ])('with %d ms left of all that is prescribed: %s', (totalMs, reason) => {
    expect(new SessionScene().prescribed({ totalMs }).send('ARM').reason).toBe(reason);
  });

  test('a day that is no whole number is not named', () => {
    const scene = new SessionScene().prescribed();
    expect(scene.send('ARM', { dayMs: Number.POSITIVE_INFINITY }).result).toBe('DONE');
    expect(scene.state.dayLimitMs).toBe(1_200_000);
    const unsealed = new SessionScene();
    unsealed.send('ARM', { dayMs: 60_000.5 });
    expect(unsealed.state.dayLimitMs).toBe(10_800_000);
  });

  test('drops an offer for good', () => {
    const scene = new SessionScene({ armTtlMs: 1_000 });
    scene.offer();
    scene.send('ARM');
    scene.run(1_050, false).event({ kind: 'CONFIRM' });
    expect(scene.state).toMatchObject({ state: 'IDLE', offer: null, prescription: null, changedBy: 'TICK' });
  });

  test.each<[string, Partial<SessionCommand>]>([
    ['', { pattern: undefined as never }],
    ['OTHER_PRESCRIPTION', { prescriptionHash: undefined as never }],
    ['OTHER_PRESCRIPTION', { prescriptionHash: new Uint8Array(0) }],
    ['OTHER_PRESCRIPTION', { prescriptionHash: new Uint8Array([9, 2, 3, 4, 5, 6, 7, 8]) }],
    ['OTHER_PRESCRIPTION', { prescriptionHash: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 9]) }],
    ['OTHER_PRESCRIPTION', { prescriptionHash: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 0]) }],
  ])('names the prescription in force, byte for byte: "%s" %o', (reason, fields) => {
    expect(new SessionScene().prescribed().send('ARM', fields).reason).toBe(reason);
  });

  test('of a composite pulse needs no phase width, but the pattern', () => {
    const pattern = bytesOf([
      { sharePermille: 1000, widthUs: 100 },
      { sharePermille: -500, widthUs: 200 },
    ]);
    const scene = new SessionScene().prescribed({ pattern });
    expect(scene.send('ARM', { pattern: undefined as never }).reason).toBe('OTHER_PRESCRIPTION');
    expect(scene.send('ARM', { phaseUs: 0 }).result).toBe('DONE');
  });

  test('without the copy of a prescription that was in force is refused, from the first one on', () => {
    const scene = new SessionScene().prescribed({ revision: 1 });
    scene.state.prescription = null;
    expect(scene.send('ARM').reason).toBe('NOT_PRESCRIBED');
    scene.prescribed({ revision: 1 });
    expect(scene.state.prescription).not.toBeNull();
  });

  test('goes on with a session of which a millisecond was delivered, though the day has no other', () => {
    const scene = new SessionScene().prescribed();
    scene.state.daySessions = SEALED.sessionsPerDay;
    expect(scene.send('ARM').reason).toBe('SESSIONS_USED_UP');
    scene.state.blockMs = 1;
    expect(scene.send('ARM').result).toBe('DONE');
  });

  test('forgets lease and end of what was before it, and keeps no pattern', () => {
    const scene = new SessionScene().active(4_000, {
      pattern: bytesOf([
        { sharePermille: 1000, widthUs: 50 },
        { sharePermille: -1000, widthUs: 50 },
      ]),
    });
    scene.event({ kind: 'STOP' }).run(20_000, false).arm().run(30_050);
    expect(scene.state).toMatchObject({ state: 'IDLE', stopReason: 'ARM_TIMEOUT' });
    expect(scene.state.leaseLeftMs).toBeGreaterThan(1_000);
    expect(scene.arm().state).toMatchObject({ state: 'ARMED', stopReason: '', leaseLeftMs: 0 });
    expect(scene.state.pattern).toHaveLength(0);
    expect(scene.send('START', { currentUa: 1_000 }).reason).toBe('NO_LEASE');
  });
});

describe('what is asked of the button, and what is left', () => {
  test('from ARM to the end', () => {
    const said = (scene: SessionScene) => {
      const { asks, remainingMs, stopReason } = telemetryOf(scene.state, 1, 2);
      return [asks, remainingMs, stopReason];
    };
    const scene = new SessionScene();
    expect(said(scene)).toEqual(['NOTHING', 0, '']);
    scene.send('ARM');
    expect(said(scene)).toEqual(['START_OUTPUT', 600_000, '']);
    expect(said(scene.event({ kind: 'CONFIRM' }))).toEqual(['NOTHING', 600_000, '']);
    expect(said(scene.start(4_000).run(1_000))).toEqual(['NOTHING', 599_000, '']);
    expect(said(scene.event({ kind: 'STOP' }))).toEqual(['NOTHING', 0, 'STOP']);
  });

  test('a picocoulomb is a nanocoulomb begun', () => {
    const { state } = new SessionScene();
    expect(telemetryOf(state, 1, 2)).toMatchObject({ chargeNc: 0, prescriptionTag: 0 });
    state.chargePc = 1;
    expect(telemetryOf(state, 1, 2).chargeNc).toBe(1);
  });
});

describe('an answer', () => {
  test('of a STOP is that it was done, whatever was answered before', () => {
    const scene = new SessionScene();
    expect(scene.send('START').result).toBe('REFUSED');
    expect(scene.send('STOP', { counter: 77 }, false)).toEqual({ counter: 77, result: 'DONE', reason: '' });
  });

  test('to a number that was taken is the first one, but only for those it was meant for', () => {
    const scene = new SessionScene();
    scene.send('START', { counter: 5 });
    expect(scene.send('ARM', { counter: 5 })).toEqual({ counter: 5, result: 'DUPLICATE', reason: 'WRONG_STATE' });
    expect(scene.send('ARM', { counter: 5, boot: 9 })).toMatchObject({ result: 'REFUSED', reason: 'OTHER_BOOT' });
    expect(scene.send('ARM', { counter: 5 }, false)).toMatchObject({ result: 'REFUSED', reason: 'NOT_AUTHENTIC' });
    expect(scene.state.rejected).toBe(2);
    const first = new SessionScene();
    first.send('START', { counter: 1 });
    expect(first.send('START', { counter: 1 }).result).toBe('DUPLICATE');
  });
});

describe('ACK_FAULT', () => {
  test.each(['OVER_CURRENT', 'UNEXPECTED_OUTPUT', 'STUCK_PHASE', 'SELF_TEST'])(
    '%s is for service, and named over others',
    (fault) => {
      const scene = new SessionScene().event({ kind: 'FAULT', fault: 'x' }).event({ kind: 'FAULT', fault });
      expect(scene.send('ACK_FAULT', { fault }).reason).toBe('SERVICE_ONLY');
      expect(scene.event({ kind: 'FAULT', fault: 'OVER_CURRENT' }).state.fault).toBe(fault);
    },
  );

  test('of a lead-off waits for contact, however short it may have been', () => {
    const scene = new SessionScene({ contactHealthyMs: 1 }).active().event({ kind: 'CONTACT', ok: false });
    expect(scene.send('ACK_FAULT', { fault: 'LEAD_OFF' }).reason).toBe('CAUSE_REMAINS');
  });

  test('ends in the rest that is left, to the last millisecond of it', () => {
    const scene = new SessionScene({ tickMs: 1, restMinMs: 10, restMs: 2_000 })
      .arm()
      .start()
      .event({ kind: 'FAULT', fault: 'x' });
    scene.run(9, false);
    expect(SessionScene.of(scene.state).run(1, false).send('ACK_FAULT', { fault: 'x' }).result).toBe('DONE');
    scene.send('ACK_FAULT', { fault: 'x' });
    expect(scene.state).toMatchObject({ state: 'LOCKOUT', restLeftMs: 1 });
  });

  test('in IDLE, with the rest behind it', () => {
    const scene = new SessionScene().event({ kind: 'FAULT', fault: 'x' });
    expect(scene.state).toMatchObject({ restLeftMs: 0, blockMs: 0 });
    scene.send('ACK_FAULT', { fault: 'x' });
    expect(scene.state).toMatchObject({ state: 'IDLE', fault: '' });
  });
});

describe('a rest', () => {
  test('is full after a session that ran its course, however short that was', () => {
    const scene = new SessionScene().active(20_000, { sessionMs: 20_000 }).run(20_000);
    expect(scene.state).toMatchObject({ state: 'LOCKOUT', stopReason: 'SESSION_DONE', blockMs: 0 });
    expect(scene.state.restLeftMs).toBeGreaterThan(1_700_000);
  });

  test('is full after more than a minute of a day that is over', () => {
    const scene = new SessionScene().active(20_000, { dayMs: 70_000 }).run(65_000);
    expect(scene.state).toMatchObject({ state: 'LOCKOUT', stopReason: 'DAY_LIMIT' });
    expect(scene.state.restLeftMs).toBeGreaterThan(1_700_000);
  });
});

describe('the latest time', () => {
  test('goes on from where it was told, and is told again without losing the part of a second', () => {
    const scene = new SessionScene().run(10_000, false);
    scene.offer({}, { nowS: 100 });
    scene.run(900, false).offer({}, { nowS: 100 });
    expect(latestNow(scene.run(100, false).state)).toBe(101);
    expect(latestNow(scene.run(5_500, false).state)).toBe(106);
  });

  test('is told by a copy that was kept, which is then in force', () => {
    const { state } = new SessionScene().run(10_000, false);
    const sealed = { ...SEALED, issuedAtS: 777 };
    expect(restorePrescription(state, sealed)).toBe(true);
    expect(state.prescription).toBe(sealed);
    expect(latestNow(state)).toBe(777);
  });
});

describe('an offer', () => {
  test('has its own 30 s', () => {
    const scene = new SessionScene();
    scene.offer();
    scene.run(20_000, false).offer({ revision: 2 });
    expect(scene.run(20_000, false).event({ kind: 'CONFIRM' }).state.revision).toBe(2);
  });

  test.each([{ revision: 0.5 }, { revision: Number.NaN }, { prescriptionHash: undefined as never }])(
    'without form is refused: %o',
    (fields) => expect(new SessionScene().offer(fields).reason).toBe('MALFORMED'),
  );
});

describe('a session', () => {
  test.each([
    [51, ''],
    [50, 'NO_LEASE'],
  ])('begins while a lease holds: %d ms, 50 of them gone', (ttlMs, reason) => {
    const scene = new SessionScene().arm();
    scene.send('LEASE', { ttlMs });
    expect(scene.run(50, false).send('START', { currentUa: 1_000 }).reason).toBe(reason);
  });

  test('that goes on after the day has turned is the first of its day', () => {
    const scene = new SessionScene({ dayWindowMs: 20_000 }).active().run(5_000).run(30_000, false);
    expect(scene.state).toMatchObject({ daySessions: 0 });
    expect(scene.state.blockMs).toBeGreaterThan(0);
    expect(scene.active(4_000).state.daySessions).toBe(1);
    expect(new SessionScene().run(5_000, false).state.dayAgeMs).toBe(0);
  });

  test('that is cut short in its last ramp was a whole one', () => {
    const scene = new SessionScene().active(20_000, { sessionMs: 20_000 });
    while (scene.state.state === 'ACTIVE') scene.run(50);
    expect(scene.state).toMatchObject({ state: 'RAMPING_DOWN', sessionMs: 19_500 });
    scene.event({ kind: 'FAULT', fault: 'x' });
    expect(scene.state).toMatchObject({ blockMs: 0, restLeftMs: 1_800_000 });
  });

  test('ends by time alone, and so does its rest', () => {
    const scene = new SessionScene().active(4_000);
    scene.send('PAUSE');
    expect(scene.run(300_050).state).toMatchObject({
      state: 'LOCKOUT',
      changedBy: 'TICK',
      stopReason: 'PAUSE_TOO_LONG',
    });
    expect(scene.run(10_000, false).state).toMatchObject({ state: 'IDLE', changedBy: 'TICK', changedFrom: 'LOCKOUT' });
  });

  test('makes its day older from the first millisecond', () => {
    expect(new SessionScene({ tickMs: 1 }).arm().start().run(1).state).toMatchObject({ dayMs: 1, dayAgeMs: 1 });
  });

  test('falls to 0, not to 1 uA', () => {
    const scene = new SessionScene().active(11).event({ kind: 'END', reason: 'HELD' });
    expect(scene.run(250).state).toMatchObject({ state: 'RAMPING_DOWN', currentUa: 1 });
    expect(scene.run(50).state).toMatchObject({ state: 'LOCKOUT', currentUa: 0, changedBy: 'TICK' });
  });

  test('begins its dose from nothing, whatever was left of the one before', () => {
    const odd = { rateMillihertz: 33_333, phaseUs: 333, ceilingUa: 9_001 };
    const scene = new SessionScene({ restMinMs: 50 }).active(9_001, odd);
    scene.run(4_000).send('SET', { currentUa: 1 });
    for (let i = 0; i < 2; i++) scene.run(1_000).send('SET', { currentUa: 9_000 });
    expect(scene.state).toMatchObject({ oversized: 2, peakCurrentUa: 9_001 });
    expect(scene.state.chargePc * scene.state.pulsePpm).toBeGreaterThan(0);
    scene.event({ kind: 'STOP' }).run(20_000, false).arm(odd).start(5);
    const none = { pulses: 0, chargeNc: 0, chargePc: 0, pulsePpm: 0, peakCurrentUa: 0, oversized: 0, sessionMs: 0 };
    expect(scene.state).toMatchObject({ ...none, state: 'RAMPING_UP', currentUa: 0, targetUa: 5 });
    // 33.333 Hz for 900 ms is 29.9997 pulses: the first tick has no current yet.
    scene.run(950);
    expect(scene.state).toMatchObject({ pulses: 29, peakCurrentUa: 5 });
  });

  test('has its first increase a second after START or RESUME, and after the one before', () => {
    const scene = new SessionScene().run(10_000, false).active(200).run(850);
    expect(scene.send('SET', { currentUa: 300 }).reason).toBe('TOO_SOON');
    expect(scene.run(50).send('SET', { currentUa: 300 }).result).toBe('DONE');
    expect(scene.send('SET', { currentUa: 300 }).result).toBe('DONE');
    expect(scene.run(950).send('SET', { currentUa: 400 }).reason).toBe('TOO_SOON');
    scene.send('PAUSE');
    scene.run(500).send('RESUME', { currentUa: 300 });
    expect(scene.run(950).send('SET', { currentUa: 400 }).reason).toBe('TOO_SOON');
    expect(scene.run(50).send('SET', { currentUa: 400 }).result).toBe('DONE');
  });

  test('goes down to the very level asked, on the way up as well', () => {
    const scene = new SessionScene().arm().start().run(1_000);
    expect(scene.send('SET', { currentUa: 3_000 }).result).toBe('DONE');
    expect(scene.state).toMatchObject({ state: 'RAMPING_UP', targetUa: 3_000, currentUa: 3_000 });
    expect(scene.send('SET', { currentUa: 3_000 }).result).toBe('DONE');
    expect(scene.run(1_000).state).toMatchObject({ state: 'ACTIVE', currentUa: 3_000, targetUa: 3_000 });
    scene.send('PAUSE');
    expect(scene.send('RESUME', { currentUa: 2_000 })).toMatchObject({ result: 'DONE', reason: '' });
    expect(scene.run(2_000).state).toMatchObject({ currentUa: 2_000, targetUa: 2_000 });
  });

  test('an increase on the way up is no transition', () => {
    const scene = new SessionScene().arm().start().run(1_000);
    const { changes } = scene.state;
    expect(scene.send('SET', { currentUa: 21_000 }).result).toBe('DONE');
    expect(scene.state).toMatchObject({ changes, targetUa: 21_000, state: 'RAMPING_UP' });
  });

  test('rises in whole steps below the slope and falls in steps above it, with whatever tick', () => {
    const scene = new SessionScene({ tickMs: 33, rampDownMs: 330, riseUaPerS: 3_999 }).arm().start(5_000);
    expect(scene.run(33).state.currentUa).toBe(131);
    scene.event({ kind: 'END', reason: 'HELD' });
    expect(scene.run(33).state.currentUa).toBe(131 - 14);
    expect(scene.run(9 * 33, false).state).toMatchObject({ state: 'LOCKOUT', currentUa: 0 });
  });

  test('rises while the last lease is at most 1 s old', () => {
    const scene = new SessionScene().arm().start();
    expect(scene.run(1_000, false).state.currentUa).toBe(4_000);
    expect(scene.run(50, false).state.currentUa).toBe(4_000);
  });

  test('keeps its highest current; a nanocoulomb is counted when it is whole', () => {
    const scene = new SessionScene().active(9_999, { rateMillihertz: 20_000, phaseUs: 41 });
    scene.send('SET', { currentUa: 1_001 });
    const { pulses, chargeNc, chargePc } = scene.state;
    scene.run(50);
    expect(scene.state.pulses - pulses).toBe(1);
    expect((scene.state.chargeNc - chargeNc) * 1000 + scene.state.chargePc - chargePc).toBe(1_001 * 82);
    expect(scene.state.chargePc).toBeLessThan(1000);
    expect(scene.state.peakCurrentUa).toBe(9_999);
  });
});

describe('the band’s own events', () => {
  test('a battery is known in whole percent, rounded down, and shortens only what runs', () => {
    const scene = new SessionScene().arm().event({ kind: 'BATTERY', percent: 15.9 });
    expect(scene.state).toMatchObject({ batteryPercent: 15, sessionLimitMs: 600_000 });
    expect(scene.event({ kind: 'BATTERY', percent: 100 }).state.batteryPercent).toBe(100);
    const live = new SessionScene().active().event({ kind: 'BATTERY', percent: 16 });
    expect(live.state.sessionLimitMs).toBe(600_000);
    expect(scene.event({ kind: 'BATTERY', percent: 0 }).state.batteryPercent).toBe(0);
  });

  test('contact that is said again is as old as it is; a restart believes none', () => {
    const scene = new SessionScene({ contactAtBoot: false }).event({ kind: 'CONTACT', ok: true }).active();
    scene.event({ kind: 'CONTACT', ok: false }).event({ kind: 'CONTACT', ok: true }).run(2_900, false);
    scene.event({ kind: 'CONTACT', ok: true }).run(100, false);
    expect(scene.send('ACK_FAULT', { fault: 'LEAD_OFF' }).result).toBe('DONE');
    expect(scene.event({ kind: 'REBOOT' }).state.contactOk).toBe(false);
  });

  test('a pause is no quiet: it brings no full session back', () => {
    const scene = new SessionScene({ restMs: 9_000, restMinMs: 100 }).active(4_000).run(3_000, false).run(4_500, false);
    scene.arm().start(4_000).run(1_000).send('PAUSE');
    const { blockMs } = scene.state;
    expect(blockMs).toBeGreaterThan(0);
    expect(scene.run(10_000).state.blockMs).toBe(blockMs);
  });

  test('a day does not turn under a session that runs', () => {
    const scene = new SessionScene({ dayWindowMs: 5_000 }).active().run(2_000);
    expect(scene.state).toMatchObject({ dayMs: 7_050, daySessions: 1 });
    scene.event({ kind: 'STOP' }).event({ kind: 'TICK' });
    expect(scene.state).toMatchObject({ dayMs: 0, dayAgeMs: 0, daySessions: 0 });
  });

  test('other keys are noted, and what was answered under the old ones is not said again', () => {
    const scene = new SessionScene().prescribed();
    scene.send('START');
    expect(scene.state).toMatchObject({ counterReason: 'WRONG_STATE', changedBy: 'CONFIRM' });
    const { changes, boot } = scene.state;
    scene.run(1_000, false).event({ kind: 'ENROLLED' });
    expect(scene.state.boot).toBe(boot);
    expect(scene.state).toMatchObject({ changes: changes + 1, changedBy: 'ENROLLED', counter: 0, counterReason: '' });
    expect(scene.state).toMatchObject({
      prescription: null,
      revision: 0,
      prescriptionMs: 0,
      latestNowS: 0,
      toldAtMs: scene.state.upMs,
    });
  });

  test('a new prescription is a change of its own', () => {
    const scene = new SessionScene();
    scene.offer();
    expect(scene.event({ kind: 'CONFIRM' }).state).toMatchObject({
      changedBy: 'CONFIRM',
      changes: 1,
      prescription: SEALED,
    });
  });
});

describe('a memory', () => {
  const KEPT = [
    'sessions',
    'blockMs',
    'dayMs',
    'dayAgeMs',
    'restLeftMs',
    'pulses',
    'chargeNc',
    'peakCurrentUa',
  ] as const;
  const MORE = ['revision', 'prescriptionMs', 'daySessions', 'sessionLimitMs', 'sessionFullMs', 'ceilingUa'] as const;
  const LAST = ['rateMillihertz', 'absoluteUs', 'sinceOutputMs', 'loopMs'] as const;

  test('keeps what may not be forgotten', () => {
    const scene = new SessionScene().prescribed({ revision: 3 }).active().run(3_000, false).run(2_000, false);
    const memory = JSON.parse(JSON.stringify(memoryOf(scene.state)));
    const state = restoredSession(scene.state.config, HARD_CEILINGS, memory, 10_000);
    for (const name of [...KEPT, ...MORE, ...LAST]) {
      expect(scene.state[name], name).toBeGreaterThan(0);
      expect(state[name], name).toBe(scene.state[name]);
    }
  });

  test('counts what may be missing up to the next pulse and nanocoulomb, and its commands up to the last number', () => {
    const scene = new SessionScene().active(4_000, { rateMillihertz: 10_000, phaseUs: 201, ceilingUa: 5_001 });
    const { chargeNc, pulses } = scene.state;
    const memory = { ...memoryOf(scene.state), counter: 4_294_966_999 };
    const state = restoredSession(scene.state.config, HARD_CEILINGS, memory, 50);
    expect(state).toMatchObject({ pulses: pulses + 1, chargeNc: chargeNc + 2_011, counter: 4_294_967_295 });
  });
});

describe('F45: a loop of restarts is one', () => {
  const looping = { state: 'ACTIVE', loopBoots: 2, sessionMs: 40_000, loopMs: 300_000, loopGapMs: 260_000 } as const;
  const restarted = (fields: object, unwrittenMs = 0) => {
    const memory = { ...memoryOf(new SessionScene().active().state), ...looping, ...fields };
    return restoredSession(new SessionScene().state.config, HARD_CEILINGS, memory, unwrittenMs);
  };

  test.each([0, 10_000])('within 10 min to the millisecond, %d ms of it unwritten', (unwrittenMs) => {
    expect(restarted({}, unwrittenMs)).toMatchObject({
      state: 'FAULT',
      fault: 'REBOOT_LOOP',
      changedBy: 'REBOOT',
      loopBoots: 0,
    });
    expect(restarted({ loopGapMs: 260_001 }, unwrittenMs)).toMatchObject({ state: 'LOCKOUT', loopBoots: 2, loopMs: 0 });
  });

  test('counted over all sessions and rests in between', () => {
    const scene = SessionScene.of(restarted({ loopBoots: 1 }));
    const counted = (): number => scene.state.loopMs;
    scene.event({ kind: 'CONTACT', ok: true }).run(60_000, false);
    for (let i = 0; i < 2; i++) {
      const beforeMs = counted();
      scene.active(4_000).run(20_000).event({ kind: 'STOP' }).run(30_000, false);
      expect(counted() - beforeMs).toBe(21_050 + (i === 0 ? 60_000 : 30_000));
    }
  });
});
