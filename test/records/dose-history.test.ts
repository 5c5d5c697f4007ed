import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Booking, DoseFacts, StimulatedSession } from '../../host/records/dose/dose-facts.ts';
import { doseHistory } from '../../host/records/dose/dose-history.ts';
import { sessionEnd, sessionStart, temporaryStore } from './session-fixture.ts';

const minute = 60_000;
const booking = (sessionId: string, at: string | number, change: Partial<Booking> = {}): Booking => ({
  sessionId,
  wallMs: typeof at === 'string' ? Date.parse(at) : at,
  pulses: 6000,
  chargeNc: 36_000_000,
  onTimeMs: minute,
  peakCurrentUa: 30_000,
  late: false,
  boot: 7,
  device: 'stim-1',
  ...change,
});
const session = (id: string, change: Partial<StimulatedSession> = {}): StimulatedSession => ({
  id,
  exercise: 'knee-extension',
  state: 'completed',
  stopReasons: ['SESSION_DONE'],
  prescription: { id: 'rx-1', revision: 2, ceilingUa: 40_000, sessionMs: 30 * minute, dayMs: 180 * minute },
  ...change,
});
const berlin = { timeZone: 'Europe/Berlin', nowMs: Date.parse('2026-04-02T12:00:00Z') };
const daysOf = (facts: DoseFacts, days?: number) =>
  doseHistory(facts, { ...berlin, days }).map(({ day, onTimeMs }) => [day, onTimeMs / minute]);

describe('the dose history', () => {
  it('has a row for each local day and session, with limits, revision and the end', () => {
    const facts = {
      bookings: [
        booking('a', '2026-04-01T21:30:00Z'),
        booking('a', '2026-04-01T21:31:00Z'),
        booking('b', '2026-04-01T22:30:00Z', { peakCurrentUa: 31_000 }),
      ],
      sessions: [session('a'), session('b', { stopReasons: ['LEASE_LOST', 'STOP'] })],
    };
    const days = doseHistory(facts, berlin);
    expect(days).toMatchObject([
      { day: '2026-04-01', onTimeMs: 2 * minute, pulses: 12_000, limitMs: 180 * minute, inFuture: false },
      { day: '2026-04-02', onTimeMs: minute, chargeNc: 36_000_000, peakCurrentUa: 31_000 },
    ]);
    expect(days[0]!.sessions).toMatchObject([
      { id: 'a', stopReason: 'SESSION_DONE', account: 'counted', prescription: { revision: 2 } },
    ]);
    expect(days[1]!.sessions).toMatchObject([{ id: 'b', stopReason: 'STOP', goesOn: false }]);
  });

  it('splits a session at midnight without counting anything twice', () => {
    const facts = {
      bookings: [booking('a', '2026-04-01T21:59:00Z'), booking('a', '2026-04-01T22:01:00Z')],
      sessions: [session('a')],
    };
    expect(
      doseHistory(facts, berlin).map(({ sessions }) => sessions.map(({ goesOn, onTimeMs }) => [goesOn, onTimeMs])),
    ).toEqual([[[false, minute]], [[true, minute]]]);
  });

  it('F6 knows days of 23 and 25 hours, and an hour that comes twice', () => {
    const spring = [
      '2026-03-28T23:30:00Z',
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:30:00Z',
      '2026-03-29T21:59:00Z',
      '2026-03-29T22:00:00Z',
    ];
    const facts = { bookings: spring.map((at) => booking('a', at)), sessions: [session('a')] };
    expect(daysOf(facts)).toEqual([
      ['2026-03-29', 4],
      ['2026-03-30', 1],
    ]);
    const autumn = ['2025-10-26T00:30:00Z', '2025-10-26T01:30:00Z', '2025-10-26T22:59:00Z'];
    expect(daysOf({ bookings: autumn.map((at) => booking('a', at)), sessions: [] })).toEqual([['2025-10-26', 3]]);
    // The window goes by the calendar: five days back from 2 April cross the change of the clock.
    expect(daysOf(facts, 5)).toEqual([
      ['2026-03-29', 4],
      ['2026-03-30', 1],
    ]);
    expect(daysOf(facts, 4)).toEqual([['2026-03-30', 1]]);
  });

  it('F6 shows what a wrong clock labelled, and takes none of it away', () => {
    const facts = {
      bookings: [
        booking('a', '2026-04-02T08:00:00Z'),
        booking('a', 0),
        booking('a', '2031-01-01T08:00:00Z'),
        booking('a', '2026-04-02T08:03:00Z'),
      ],
      sessions: [session('a')],
    };
    expect(daysOf(facts, 1)).toEqual([
      ['1970-01-01', 1],
      ['2026-04-02', 2],
      ['2031-01-01', 1],
    ]);
    expect(doseHistory(facts, berlin).map(({ inFuture }) => inFuture)).toEqual([false, false, true]);
  });

  it.each([
    ['counted', {}, {}],
    ['running', { state: 'running', stopReasons: [] }, {}],
    ['at-least', { state: 'interrupted', stopReasons: [] }, {}],
    ['counted', { state: 'interrupted', stopReasons: [] }, { late: true }],
    ['rounded-up', { stopReasons: ['REBOOT'] }, {}],
    ['rounded-up', { state: 'interrupted', stopReasons: [] }, { late: true, boot: 8 }],
    ['at-least', { stopReasons: ['UNKNOWN'] }, {}],
  ] as const)('F4 says how sure it is: %s for %o with %o', (account, state, last) => {
    const bookings = [booking('a', '2026-04-02T08:00:00Z'), booking('a', '2026-04-02T08:01:00Z', last)];
    const [day] = doseHistory({ bookings, sessions: [session('a', state)] }, berlin);
    expect(day!.sessions[0]!.account).toBe(account);
  });

  it('knows all of a session once its band was heard again', () => {
    const cut = session('a', { state: 'interrupted', stopReasons: [] });
    const zero = { pulses: 0, chargeNc: 0, onTimeMs: 0 };
    const accountWith = (later: Partial<Booking>) =>
      doseHistory({ bookings: [booking('a', 0), booking('b', 1, { ...zero, ...later })], sessions: [cut] }, berlin)[0]!
        .sessions[0]!.account;
    expect(accountWith({})).toBe('counted');
    expect(accountWith({ device: 'stim-2' })).toBe('at-least');
  });

  it('leaves out marks without a dose', () => {
    const bookings = [booking('a', 0, { pulses: 0, chargeNc: 0, onTimeMs: 0 })];
    expect(doseHistory({ bookings, sessions: [session('a')] }, berlin)).toEqual([]);
  });

  test('I10 whatever the clocks and the zone, the days add up to what was booked, each booking once', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Kiritimati', 'America/St_Johns', 'Pacific/Chatham');
    const any = fc.record({
      sessionId: fc.constantFrom('a', 'b', 'c'),
      wallMs: fc.integer({ min: 0, max: 2 ** 42 }),
      pulses: fc.nat(),
      chargeNc: fc.nat(),
      onTimeMs: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(any), zones, (many, timeZone) => {
        const bookings = many.map((one) => booking(one.sessionId, one.wallMs, one));
        const days = doseHistory({ bookings, sessions: [] }, { ...berlin, timeZone });
        for (const name of ['pulses', 'chargeNc', 'onTimeMs'] as const) {
          const booked = bookings.reduce((sum, one) => sum + one[name], 0);
          const ofSessions = days.flatMap(({ sessions }) => sessions).reduce((sum, one) => sum + one[name], 0);
          expect([days.reduce((sum, day) => sum + day[name], 0), ofSessions]).toEqual([booked, booked]);
        }
        expect(new Set(days.map(({ day }) => day)).size).toBe(days.length);
      }),
    );
  });
});

test('facts come from the ledger: bookings, what was decided, how it ended', () => {
  const store = temporaryStore();
  const recording = store.begin(sessionStart('s-1'));
  const prescription = { id: 'rx-1', revision: 2, ceilingUa: 40_000, sessionMs: 1_800_000, dayMs: 10_800_000 };
  recording.addDecision({ atMs: 0, kind: 'prescription', detail: { prescription: { ...prescription, site: 'knee' } } });
  const mark = { boot: 9, session: 1, pulses: 10, chargeNc: 70, dayMs: 1000 };
  recording.addDose({ atMs: 1, pulses: 10, chargeNc: 70, onTimeMs: 1000, peakCurrentUa: 5, device: 'd', mark });
  recording.addEvent({ kind: 'stimulation-stopped', atMs: 2, currentUa: 0, reason: 'STOP', prescriptionId: 'rx-1' });
  recording.finish(sessionEnd());
  const { bookings, sessions } = store.doseFacts('p-7');
  expect(bookings).toMatchObject([{ sessionId: 's-1', pulses: 10, boot: 9, device: 'd', late: false }]);
  expect(sessions).toEqual([
    { id: 's-1', exercise: 'knee-extension', state: 'completed', stopReasons: ['STOP'], prescription },
  ]);
  expect(store.doseFacts('p-8')).toEqual({ bookings: [], sessions: [] });
  expect(store.people()).toEqual(['p-7']);
});
