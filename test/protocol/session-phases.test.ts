import { describe, expect, test } from 'vitest';
import type { SessionCommandKind, SessionEvent, SessionPhase } from '../../protocol/session.ts';
import { isLive } from '../../protocol/session.ts';
import { SessionScene } from './session-scene.ts';

/** A band in each phase, as a host and a person bring it there. */
const SCENES: Readonly<Record<SessionPhase, () => SessionScene>> = {
  IDLE: () => new SessionScene(),
  ARMED: () => new SessionScene().arm().run(50),
  RAMPING_UP: () => new SessionScene().arm().start().run(1_000),
  ACTIVE: () => new SessionScene().active(),
  PAUSED: () => new SessionScene().active().event({ kind: 'HOLD' }),
  RAMPING_DOWN: () => new SessionScene().active().event({ kind: 'END', reason: 'HELD' }),
  LOCKOUT: () => new SessionScene().active().event({ kind: 'STOP' }),
  FAULT: () => new SessionScene().event({ kind: 'FAULT', fault: 'IMPEDANCE_LOW' }),
};
const PHASES = Object.keys(SCENES) as SessionPhase[];

type Row = readonly [name: string, event: SessionEvent, stopReason: string, next: readonly (SessionPhase | '')[]];
const commanded = (kind: SessionCommandKind, fields = {}): SessionEvent => ({
  kind: 'COMMAND',
  authentic: true,
  command: { kind, counter: 9_999, boot: 1, ttlMs: 2_000, currentUa: 20_000, ...fields },
});

/** What follows from an event in each phase, in the order of PHASES; empty: nothing at all. */
const ROWS: readonly Row[] = [
  ['STOP', { kind: 'STOP' }, 'STOP', ['', 'IDLE', 'LOCKOUT', 'LOCKOUT', 'LOCKOUT', 'LOCKOUT', '', '']],
  ['STOP', commanded('STOP'), 'STOP', ['', 'IDLE', 'LOCKOUT', 'LOCKOUT', 'LOCKOUT', 'LOCKOUT', '', '']],
  ['REBOOT', { kind: 'REBOOT' }, 'REBOOT', ['', 'IDLE', 'LOCKOUT', 'LOCKOUT', 'LOCKOUT', 'LOCKOUT', '', '']],
  [
    'CHARGER',
    { kind: 'CHARGER', connected: true },
    'CHARGING',
    ['', 'IDLE', 'LOCKOUT', 'LOCKOUT', 'LOCKOUT', 'LOCKOUT', '', ''],
  ],
  ['CHARGER', { kind: 'CHARGER', connected: false }, '', ['', '', '', '', '', '', '', '']],
  ['FAULT', { kind: 'FAULT', fault: 'SELF_TEST' }, 'FAULT', PHASES.map(() => 'FAULT')],
  ['FAULT', { kind: 'FAULT', fault: 'x' }, 'FAULT', [...PHASES.slice(1).map(() => 'FAULT' as const), '']],
  ['CONTACT', { kind: 'CONTACT', ok: false }, 'FAULT', ['', 'IDLE', 'FAULT', 'FAULT', '', 'FAULT', '', '']],
  ['CONTACT', { kind: 'CONTACT', ok: true }, '', ['', '', '', '', '', '', '', '']],
  ['HOLD', { kind: 'HOLD' }, '', ['', '', 'PAUSED', 'PAUSED', '', '', '', '']],
  ['PAUSE', commanded('PAUSE'), '', ['', '', 'PAUSED', 'PAUSED', '', '', '', '']],
  ['RESUME', commanded('RESUME'), '', ['', '', '', '', 'RAMPING_UP', '', '', '']],
  ['SET', commanded('SET', { currentUa: 21_000 }), '', ['', '', '', 'RAMPING_UP', '', '', '', '']],
  ['LEASE', commanded('LEASE'), '', ['', '', '', '', '', '', '', '']],
  ['START', commanded('START'), '', ['', 'RAMPING_UP', '', '', '', '', '', '']],
  ['ACK_FAULT', commanded('ACK_FAULT', { fault: '' }), '', ['', '', '', '', '', '', '', '']],
  ['ACK_FAULT', commanded('ACK_FAULT', { fault: 'IMPEDANCE_LOW' }), '', ['', '', '', '', '', '', '', 'IDLE']],
  [
    'END',
    { kind: 'END', reason: 'OVER_TEMPERATURE' },
    'OVER_TEMPERATURE',
    ['', 'IDLE', 'RAMPING_DOWN', 'RAMPING_DOWN', 'LOCKOUT', '', '', ''],
  ],
  [
    'BATTERY',
    { kind: 'BATTERY', percent: 5 },
    'BATTERY',
    ['', 'IDLE', 'RAMPING_DOWN', 'RAMPING_DOWN', 'LOCKOUT', '', '', ''],
  ],
  ['BATTERY', { kind: 'BATTERY', percent: 6 }, '', ['', '', '', '', '', '', '', '']],
  ['BATTERY', { kind: 'BATTERY', percent: 100 }, '', ['', '', '', '', '', '', '', '']],
  ['TICK', { kind: 'TICK' }, '', ['', '', '', '', '', '', '', '']],
];

describe.each(PHASES)('%s', (phase) => {
  const at = PHASES.indexOf(phase);

  test.each(ROWS.map((row, i) => [i, row[0], row[3][at] || 'the same', row] as const))(
    '%d %s: %s',
    (_i, by, _next, [, event, stopReason, nexts]) => {
      const next = nexts[at];
      const scene = SCENES[phase]();
      expect(scene.state.state).toBe(phase);
      const before = { ...scene.state };
      const { state } = scene.event(event);
      expect(state.state).toBe(next || phase);
      expect(state.changes - before.changes).toBe(next ? 1 : 0);
      if (!next) {
        expect(state.stopReason).toBe(before.stopReason);
        return;
      }
      const left = phase === 'ARMED' && by === 'CONTACT' ? 'LEAD_OFF' : stopReason;
      expect(state).toMatchObject({ changedFrom: phase, changedBy: by, stopReason: left || before.stopReason });
      if (!isLive(state)) expect(state).toMatchObject({ currentUa: 0 });
      if (['IDLE', 'LOCKOUT', 'FAULT'].includes(state.state))
        expect(state).toMatchObject({ confirmed: false, sessionMs: 0, targetUa: 0 });
      if (next === 'LOCKOUT') expect(state).toMatchObject({ leaseLeftMs: 0, sinceOutputMs: 0 });
      if (next === 'RAMPING_DOWN') expect(state).toMatchObject({ rampFromUa: before.currentUa, targetUa: 0 });
    },
  );

  test('ARM, and what else asks for a phase of its own', () => {
    const done = (kind: SessionCommandKind): boolean =>
      SCENES[phase]().send(kind, { ttlMs: 500, currentUa: 1 }).result === 'DONE';
    const running = ['RAMPING_UP', 'ACTIVE', 'PAUSED', 'RAMPING_DOWN'].includes(phase);
    expect(done('ARM')).toBe(phase === 'IDLE');
    expect(done('ACK_FAULT')).toBe(false);
    expect(done('LEASE')).toBe(phase === 'ARMED' || running);
    expect(done('RESUME')).toBe(phase === 'PAUSED');
    expect(done('SET')).toBe(phase === 'RAMPING_UP' || phase === 'ACTIVE');
    expect(SCENES[phase]().offer().result === 'DONE').toBe(phase !== 'ARMED' && !running);
  });

  test('a restart begins anew: another number, no lease, no button', () => {
    const { state } = SCENES[phase]().event({ kind: 'CONFIRM' }).event({ kind: 'REBOOT' });
    expect(state).toMatchObject({ boot: 2, currentUa: 0, leaseLeftMs: 0, confirmed: false });
  });
});
