import type { SessionState } from '../../protocol/session.ts';
import { isRunning, latestNow } from '../../protocol/session.ts';
import type { SessionBooks } from './session-books.ts';
import type { Tally } from './session-invariants.ts';

export function checkReboot(books: SessionBooks, tally: Tally, before: SessionState, after: SessionState): void {
  tally.hold('I11', after.currentUa === 0 && !isRunning(after) && after.state !== 'ARMED', 'a reboot is live or armed');
  tally.hold(
    'I11',
    after.boot > before.boot && !after.confirmed && after.leaseLeftMs === 0,
    'a reboot is no other boot',
  );
  if (before.state === 'FAULT')
    tally.hold('I11b', after.state === 'FAULT' && after.fault === before.fault, 'a fault does not survive');
  if (!isRunning(before)) return;
  const restarts = [...books.restarts, books.atMs];
  const loops = restarts.length > 2 && books.atMs - restarts.at(-3)! <= books.config.loopWindowMs;
  if (loops) tally.hold('I11', after.fault === 'REBOOT_LOOP', 'a loop of restarts is no fault');
  books.restarts = after.fault === 'REBOOT_LOOP' ? [] : restarts;
  if (after.fault === 'REBOOT_LOOP') tally.hold('I11', restarts.length > 2, 'a loop of fewer restarts');
}

/** After a restart from flash no account may be smaller, no rest shorter, than before it. */
export function checkRestartedAccounts(
  books: SessionBooks,
  tally: Tally,
  before: SessionState,
  after: SessionState,
): void {
  const ran = isRunning(before);
  const { restMs, restMinMs } = books.config;
  const owedMs = ran ? Math.min(restMs, Math.max(restMinMs, before.sessionMs)) : before.restLeftMs;
  tally.hold('I9', after.restLeftMs >= owedMs, `a restart shortens a rest of ${owedMs} ms to ${after.restLeftMs}`);
  tally.hold(
    'I9',
    after.dayMs >= before.dayMs && after.daySessions >= before.daySessions,
    'a restart shortens the day',
  );
  const blockMs = before.blockMs + (ran ? before.sessionMs : 0);
  tally.hold('I9', after.blockMs >= blockMs || after.restLeftMs >= restMs, 'a restart gives a session back');
  const usedMs = before.prescriptionMs + (ran ? before.sessionMs : 0);
  tally.hold('I9', after.prescriptionMs >= usedMs && after.revision >= before.revision, 'a restart gives a total back');
  const sameSession = after.sessions === before.sessions;
  tally.hold(
    'I10',
    sameSession && after.pulses >= before.pulses && after.chargeNc >= before.chargeNc,
    'a dose gets lost',
  );
  // What flash holds is a second old at most in these walks.
  tally.hold('I9', latestNow(after) >= latestNow(before) - 2, 'a restart sets the clock back');
  tally.hold('I8b', after.counter >= before.counter, 'a restart lowers the counter');
  tally.hold(
    'SEAL',
    (after.prescription === before.prescription || after.prescription === null) && after.offer === null,
    'another prescription after a restart',
  );
}

/** After a restart from flash: the band's account holds from here; the monitor has checked that it is no smaller than this one. */
export function adopt(books: SessionBooks, before: SessionState, after: SessionState): void {
  if (isRunning(before)) books.noteEnd(after);
  books.counter = after.counter;
  books.offer = null;
  books.seal = after.prescription;
  books.noteContact(books.config.contactAtBoot, true);
  books.battery = after.batteryPercent;
  books.charging = after.charging;
  books.blockMs = after.blockMs;
  books.restUntilMs = books.atMs + after.restLeftMs;
  books.quietSinceMs = books.atMs - after.sinceOutputMs;
  const outputMs = books.day?.outputMs ?? 0;
  const beganAtMs = books.atMs - after.dayAgeMs;
  const inDay = after.dayMs + after.daySessions > 0;
  books.day = inDay ? { beganAtMs, outputMs, countedMs: after.dayMs, sessions: after.daySessions } : null;
  books.usedMs = after.prescriptionMs;
  books.told = { s: after.latestNowS, atMs: books.atMs };
  books.pulses = after.pulses;
  books.pulsePpm = 0;
  books.chargePc = after.chargeNc * 1000;
  books.peakUa = after.peakCurrentUa;
}
