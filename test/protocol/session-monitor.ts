import assert from 'node:assert/strict';
import type { SessionCommand, SessionConfig, SessionEvent, SessionState } from '../../protocol/session.ts';
import { isLive, isRunning, remainingMs } from '../../protocol/session.ts';
import { SessionBooks } from './session-books.ts';
import { expectedTick, expectsDone } from './session-expectation.ts';

/** What an answer alone changes. */
const ANSWER = { rejected: 0, ackCounter: 0, ackResult: '', ackReason: '' };
/** What a refused but admissible command changes besides. */
const REFUSAL = { ...ANSWER, counter: 0, counterReason: '', latestNowS: 0 };

/** Judges every step of a session; each check carries the invariant's id of the reference. */
export class SessionMonitor {
  readonly books: SessionBooks;
  steps = 0;

  constructor(config: SessionConfig) {
    this.books = new SessionBooks(config);
  }

  check(before: SessionState, event: SessionEvent, after: SessionState): void {
    this.steps++;
    if (event.kind === 'TICK') {
      this.books.passTime(before);
      const expected = expectedTick(this.books, before);
      assert.deepEqual({ phase: after.state, currentUa: after.currentUa }, expected, 'I15 a tick does what it should');
    }
    const admissible = event.kind === 'COMMAND' && this.books.isAdmissible(before, event.command, event.authentic);
    if (event.kind === 'COMMAND') this.checkCommand(before, event.command, admissible, after);
    this.checkOutput(before, event, after);
    this.checkNumbers(before, after);
    this.checkEvent(before, event, after);
    this.checkTransition(before, event, admissible, after);
    this.books.note(before, event, after);
    this.checkAccounts(after);
  }

  private checkOutput(before: SessionState, event: SessionEvent, after: SessionState): void {
    const { books } = this;
    if (after.currentUa > 0) {
      assert.ok(isLive(after), 'I1 output only in the live states');
      assert.ok(after.currentUa <= books.ceilingUa, 'I2 output within the ceiling');
      const ageMs = books.atMs - books.leaseAtMs;
      assert.ok(ageMs < books.config.leaseMaxMs + books.config.rampDownMs, 'I4 output needs a fresh lease');
    }
    if (after.currentUa > before.currentUa) {
      assert.equal(event.kind, 'TICK', 'I3 increases inside a tick');
      assert.ok(after.currentUa - before.currentUa <= 200, 'I3 increases within 4 mA/s');
    }
    if (after.state === 'ACTIVE') assert.equal(after.currentUa, after.targetUa, 'ACTIVE delivers the target');
  }

  private checkNumbers(before: SessionState, after: SessionState): void {
    for (const [name, value] of Object.entries(after)) {
      if (typeof value === 'number') assert.ok(Number.isSafeInteger(value) && value >= 0, `I13 ${name} is ${value}`);
    }
    if (after.sessions === before.sessions) {
      assert.ok(after.chargeNc >= before.chargeNc && after.pulses >= before.pulses, 'I10 dose counters are monotone');
      if (after.targetUa > before.targetUa) {
        assert.ok(after.targetUa - before.targetUa <= 2000, 'I20 the target rises by one step at most');
        assert.ok(this.books.atMs - this.books.raisedAtMs >= 1000, 'I20 steps are 1 s apart');
      }
    }
  }

  private checkCommand(before: SessionState, command: SessionCommand, admissible: boolean, after: SessionState): void {
    if (command.kind === 'STOP') {
      assert.equal(after.ackResult, 'DONE', 'I7 STOP is always done');
    } else if (!admissible) {
      assert.deepEqual({ ...after, ...ANSWER }, { ...before, ...ANSWER }, 'I8 an inadmissible command changes nothing');
      const again = command.counter === this.books.counter && command.boot === before.boot && this.books.counter > 0;
      if (after.ackResult === 'DUPLICATE')
        assert.ok(again && after.ackReason === before.counterReason, 'I8 a duplicate');
      else assert.ok(after.ackResult === 'REFUSED' && after.rejected === before.rejected + 1, 'I8 and is counted');
    } else {
      const done = expectsDone(this.books, before, command);
      assert.equal(
        after.ackResult,
        done ? 'DONE' : 'REFUSED',
        `I5 ${command.kind} in ${before.state}: ${after.ackReason}`,
      );
      if (!done) assert.deepEqual({ ...after, ...REFUSAL }, { ...before, ...REFUSAL }, 'a refusal changes nothing');
      if (done && command.kind === 'SET') this.checkSet(before, command.currentUa ?? 0, after);
    }
  }

  private checkSet(before: SessionState, wantedUa: number, after: SessionState): void {
    assert.equal(
      after.targetUa,
      Math.min(wantedUa, before.targetUa + 2000),
      'I20 SET moves the target, capped upwards',
    );
    assert.equal(after.ackReason, after.targetUa < wantedUa ? 'STEP_CAPPED' : '', 'I20 and says so');
    assert.equal(after.currentUa, Math.min(before.currentUa, wantedUa), 'SET down is immediate');
  }

  private checkEvent(before: SessionState, event: SessionEvent, after: SessionState): void {
    const stops = event.kind === 'STOP' || (event.kind === 'COMMAND' && event.command.kind === 'STOP');
    if (stops) assert.ok(after.currentUa === 0 && !isRunning(after) && after.state !== 'ARMED', 'I7 STOP stops');
    if (event.kind === 'CONTACT' && !event.ok) {
      assert.ok(after.currentUa === 0 && after.state !== 'ARMED', 'I19 lead off, output 0');
      if (isLive(before)) assert.ok(after.state === 'FAULT' && after.fault === 'LEAD_OFF', 'I19 lead off latches');
      else if (before.state === 'PAUSED') assert.equal(after.state, 'PAUSED', 'a pad may be replaced in a pause');
    }
    if (event.kind === 'FAULT') assert.ok(after.currentUa === 0 && after.state === 'FAULT', 'a fault latches');
    if (event.kind === 'FAULT' && before.state !== 'FAULT') assert.equal(after.fault, event.fault, 'and is named');
    if (event.kind === 'END' && isLive(before)) assert.equal(after.state, 'RAMPING_DOWN', 'END ends in a ramp');
    if (event.kind === 'HOLD' && before.state === 'ACTIVE') assert.equal(after.state, 'PAUSED', 'HOLD pauses');
    if (event.kind === 'BATTERY') this.checkBattery(before, event.percent, after);
    if (event.kind === 'REBOOT') {
      assert.ok(after.currentUa === 0 && !isRunning(after) && after.state !== 'ARMED', 'I11 a reboot is never live');
      assert.ok(
        after.boot > before.boot && !after.confirmed && after.leaseLeftMs === 0,
        'I11 a reboot is another boot',
      );
      if (before.state === 'FAULT')
        assert.ok(after.state === 'FAULT' && after.fault === before.fault, 'I11b a fault survives');
    }
  }

  private checkBattery(before: SessionState, percent: number, after: SessionState): void {
    const empty = !(percent > this.books.config.batteryCriticalPercent);
    if (!empty) assert.equal(after.state, before.state, 'a battery that is not empty ends nothing at once');
    else if (isLive(before)) assert.equal(after.state, 'RAMPING_DOWN', 'an empty battery ends a session in a ramp');
    else
      assert.ok(after.state !== 'ARMED' && after.state !== 'PAUSED', 'an empty battery leaves nothing to go on with');
  }

  private checkTransition(before: SessionState, event: SessionEvent, admissible: boolean, after: SessionState): void {
    const changed = before.state !== after.state;
    assert.equal(after.changes - before.changes, changed ? 1 : 0, 'I14 each transition is noted once');
    const kind = event.kind === 'COMMAND' ? event.command.kind : event.kind;
    if (changed) assert.ok(after.changedFrom === before.state && after.changedBy === kind, 'I14 with origin and cause');
    if (!isRunning(before) && isRunning(after)) {
      assert.ok(kind === 'START' && admissible && before.state === 'ARMED', 'I5 live only by START from ARMED');
      assert.ok(this.books.confirmed && this.books.restLeftMs === 0, 'I5 and after the button, I9 and after the rest');
    }
    if (before.state === 'PAUSED' && isRunning(after) && changed) {
      assert.ok(
        kind === 'RESUME' && after.currentUa === 0 && after.targetUa <= before.targetUa,
        'I12 resume starts at 0',
      );
    }
    if (before.state === 'FAULT' && changed)
      assert.ok(kind === 'ACK_FAULT' && admissible, 'I6 FAULT is left by ACK only');
    if (before.state === 'FAULT' && after.state === 'IDLE')
      assert.equal(this.books.restLeftMs, 0, 'I6 and into its rest');
    if (before.state === 'RAMPING_DOWN' && changed) assert.ok(!isRunning(after), 'a ramp-down only ends');
  }

  private checkAccounts(after: SessionState): void {
    const { books } = this;
    assert.equal(after.counter, books.counter, 'I8b the counter is the highest accepted');
    assert.equal(after.dayMs, books.dayMs, 'I9 the day is counted');
    assert.ok(books.dayMs <= books.config.dayMaxMs, 'I9 day limit');
    assert.equal(after.sessionMs, isRunning(after) ? books.outputMs : 0, 'I9 the session is counted');
    const runningMs = isRunning(after) ? books.outputMs : 0;
    assert.ok(books.blockMs + runningMs <= books.config.sessionMaxMs, 'I9 session limit, remainders included');
    if (!isRunning(after)) assert.equal(after.restLeftMs, books.restLeftMs, 'I9 rest');
    assert.equal(after.pulses, books.pulses, 'I10 pulses');
    assert.equal(
      remainingMs(after),
      after.state === 'ARMED' || isRunning(after) ? books.limitMs - runningMs : 0,
      'remaining time',
    );
    assert.equal(after.peakCurrentUa, books.peakUa, 'I10 peak');
    assert.equal(after.chargeNc, Math.floor(books.chargePc / 1000), 'I10 charge');
  }
}
