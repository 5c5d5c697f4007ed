import type { SessionState } from '../../protocol/session.ts';
import { isRunning, remainingMs } from '../../protocol/session.ts';
import type { SessionBooks } from './session-books.ts';
import type { Tally } from './session-invariants.ts';

export function checkAccounts(books: SessionBooks, tally: Tally, before: SessionState, after: SessionState): void {
  const running = isRunning(after);
  const runningMs = running ? books.outputMs : 0;
  tally.hold(
    'I8b',
    after.counter === books.counter && (after.counter >= before.counter || books.counter === 0),
    'the counter',
  );
  tally.hold('I9', after.dayMs === books.dayMs, `day ${after.dayMs}, not ${books.dayMs}`);
  tally.hold('I9', (books.day?.outputMs ?? 0) <= books.config.dayMaxMs, 'more than a day allows');
  tally.hold('I9', after.daySessions === (books.day?.sessions ?? 0), `${after.daySessions} sessions`);
  tally.hold('I9', after.sessionMs === runningMs, `session ${after.sessionMs}, not ${runningMs}`);
  if (!running)
    tally.hold('I9', after.restLeftMs === books.restLeftMs, `rest ${after.restLeftMs}, not ${books.restLeftMs}`);
  if (!running) tally.hold('I9', after.blockMs === books.blockMs, `block ${after.blockMs}, not ${books.blockMs}`);
  tally.hold('I9', after.prescriptionMs === books.usedMs && after.revision === books.revision, 'total or revision');
  const left = after.state === 'ARMED' || running ? books.limitMs - runningMs : 0;
  tally.hold('I9', remainingMs(after) === Math.max(0, left), `remaining ${remainingMs(after)}, not ${left}`);
  if (running && books.boutMs > 0) checkBounds(books, tally);
  tally.hold('I10', after.pulses === books.pulses && after.peakCurrentUa === books.peakUa, 'pulses or peak');
  tally.hold('I10', after.chargeNc === Math.floor(books.chargePc / 1000), `charge ${after.chargeNc}`);
  checkNumbers(tally, after);
}

/** Bounds that hold whatever was armed, interrupted, paused and resumed on the way. */
function checkBounds(books: SessionBooks, tally: Tally): void {
  tally.hold('I9', books.boutMs <= books.config.sessionMaxMs, `${books.boutMs} ms without a full rest`);
  const { seal } = books.armed;
  if (seal === null) return;
  tally.hold('SEAL', books.blockMs + books.outputMs <= seal.sessionMs, 'longer than a sealed session');
  tally.hold('SEAL', books.dayMs <= seal.dayMs, 'longer than a sealed day');
  tally.hold('SEAL', books.usedMs + books.outputMs <= seal.totalMs, 'more than sealed in total');
  tally.hold('SEAL', books.day!.sessions <= seal.sessionsPerDay || books.blockMs > 0, 'more sessions than sealed');
}

function checkNumbers(tally: Tally, after: SessionState): void {
  let sound = true;
  for (const field in after) {
    const value = after[field as keyof SessionState];
    if (typeof value === 'number' && !(Number.isSafeInteger(value) && value >= 0)) sound = false;
  }
  tally.hold('I13', sound, 'a number is not whole, or below 0');
}
