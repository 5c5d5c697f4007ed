import { HARD_CEILINGS } from '../../protocol/limits.ts';
import type { SessionCommand, SessionConfig, SessionEvent, SessionState } from '../../protocol/session.ts';
import { isLive, isRunning } from '../../protocol/session.ts';
import { checkAccounts } from './session-accounts.ts';
import { SessionBooks } from './session-books.ts';
import { expectedCurrentUa, expectedPhase, expectsDone } from './session-expectation.ts';
import { Tally } from './session-invariants.ts';
import { adopt, checkReboot, checkRestartedAccounts } from './session-restart.ts';

type Field = keyof SessionState;

/** What an answer alone changes, and what a refused but admissible command changes besides. */
const ANSWER: readonly Field[] = ['rejected', 'ackCounter', 'ackResult', 'ackReason'];
const REFUSAL: readonly Field[] = [...ANSWER, 'counter', 'counterReason', 'latestNowS', 'toldAtMs'];

function isSameBut(before: SessionState, after: SessionState, but: readonly Field[]): boolean {
  for (const field in after) {
    const name = field as Field;
    if (before[name] !== after[name] && !but.includes(name) && !Number.isNaN(after[name])) return false;
  }
  return true;
}

/** Judges every step of a session, in about a microsecond, against books that it keeps itself. */
export class SessionMonitor {
  readonly books: SessionBooks;
  readonly tally: Tally;
  steps = 0;

  constructor(config: SessionConfig, tally: Tally = new Tally()) {
    this.books = new SessionBooks(config);
    this.tally = tally;
  }

  check(before: SessionState, event: SessionEvent, after: SessionState): void {
    const { books, tally } = this;
    this.steps++;
    if (event.kind === 'TICK') this.checkTick(before, after);
    else if (event.kind === 'COMMAND') this.checkCommandEvent(before, event.command, event.authentic, after);
    else this.checkOwnEvent(before, event, after);
    this.checkOutput(before, event, after);
    this.checkTarget(before, after);
    this.checkTransition(before, event, after);
    books.note(before, event, after);
    checkAccounts(books, tally, before, after);
  }

  private checkTick(before: SessionState, after: SessionState): void {
    const { books, tally } = this;
    books.passTime(before);
    tally.hold(
      'I15',
      after.state === expectedPhase(books, before),
      `a tick in ${before.state} leads to ${after.state}`,
    );
    const ua = expectedCurrentUa(books, before);
    tally.hold('I15', after.currentUa === ua, `a tick in ${before.state} gives ${after.currentUa} uA, not ${ua}`);
  }

  private checkOutput(before: SessionState, event: SessionEvent, after: SessionState): void {
    const { books, tally } = this;
    if (after.currentUa > before.currentUa) {
      tally.hold('I3', event.kind === 'TICK', `${event.kind} raises the output`);
      const slopeUa = (HARD_CEILINGS.riseUaPerS * books.config.tickMs) / 1000;
      tally.hold('I3', after.currentUa - before.currentUa <= slopeUa, 'output rises faster than 4 mA/s');
      tally.hold('SEAL', !books.isExpired, 'output rises after the prescription expired');
    }
    if (after.currentUa === 0) return;
    const { armed } = books;
    tally.hold('I1', isLive(after), `output in ${after.state}`);
    tally.hold(
      'I2',
      after.currentUa <= Math.min(armed.ceilingUa, HARD_CEILINGS.peakCurrentUa),
      'output above its ceiling',
    );
    tally.hold('I4', books.atMs - books.leaseAtMs < books.config.leaseMaxMs + books.config.rampDownMs, 'no lease');
    const netPc = (after.currentUa * armed.netMilliUs) / 1000;
    const mostPc = Math.min(
      HARD_CEILINGS.netChargeNc * 1000,
      (after.currentUa * armed.phaseUs * HARD_CEILINGS.netChargePermille) / 1000,
    );
    tally.hold('I16', netPc <= mostPc + 1e-6, `net charge of ${netPc} pC a pulse`);
    if (armed.seal === null) return;
    tally.hold('SEAL', after.currentUa <= armed.seal.ceilingUa, 'output above what was sealed');
    tally.hold('SEAL', after.rateMillihertz === armed.seal.rateMillihertz, 'another rate than was sealed');
    tally.hold('SEAL', books.seal === armed.seal, 'output under a prescription that is not in force');
  }

  private checkTarget(before: SessionState, after: SessionState): void {
    const { tally } = this;
    if (after.state === 'ACTIVE') tally.hold('I20', after.currentUa === after.targetUa, 'ACTIVE is not at its target');
    if (after.sessions !== before.sessions) return;
    tally.hold('I10', after.chargeNc >= before.chargeNc && after.pulses >= before.pulses, 'a dose counter fell');
    if (after.targetUa <= before.targetUa) return;
    tally.hold('I20', after.targetUa - before.targetUa <= HARD_CEILINGS.stepUa, 'the target rises by more than a step');
    tally.hold('I20', this.books.atMs - this.books.raisedAtMs >= HARD_CEILINGS.stepDwellMs, 'steps closer than 1 s');
  }

  private checkCommandEvent(
    before: SessionState,
    command: SessionCommand,
    authentic: boolean,
    after: SessionState,
  ): void {
    const { books, tally } = this;
    if (command.kind === 'STOP') {
      tally.hold('I7', after.ackResult === 'DONE', 'STOP is refused');
      this.checkStopped(after);
    } else if (!books.isAdmissible(before, command, authentic)) {
      tally.hold('I8', isSameBut(before, after, ANSWER), `an inadmissible ${command.kind} changes something`);
      const again = authentic && command.counter === books.counter && command.boot === before.boot && books.counter > 0;
      if (after.ackResult === 'DUPLICATE')
        tally.hold('I8', again && after.ackReason === before.counterReason, 'no duplicate');
      else
        tally.hold('I8', after.ackResult === 'REFUSED' && after.rejected === before.rejected + 1, 'it is not counted');
      if (after.ackReason === 'OTHER_HOST')
        tally.hold('HOST', books.isOtherHost(before, command), 'it is the same host');
    } else this.checkCommand(before, command, after);
  }

  private checkCommand(before: SessionState, command: SessionCommand, after: SessionState): void {
    const { books, tally } = this;
    const done = expectsDone(books, before, command);
    const answered = after.ackResult === (done ? 'DONE' : 'REFUSED');
    if (!answered) tally.hold('I5', false, `${command.kind} in ${before.state} answers ${after.ackReason || 'done'}`);
    tally.counts.I5++;
    if (!done) tally.hold('I8', isSameBut(before, after, REFUSAL), `a refused ${command.kind} changes something`);
    if (after.ackReason === 'STALE')
      tally.hold('HOST', after.leaseLeftMs === before.leaseLeftMs, 'a stale lease renews');
    if (done && command.kind === 'SET') this.checkSet(before, command.currentUa ?? 0, after);
    if (done && command.kind === 'ARM' && books.seal !== null) {
      tally.hold(
        'SEAL',
        after.sessionLimitMs <= books.seal.sessionMs - books.blockMs,
        'a longer session than was sealed',
      );
      tally.hold('SEAL', after.dayLimitMs <= books.seal.dayMs, 'a longer day than was sealed');
      tally.hold('SEAL', after.sessionLimitMs <= books.seal.totalMs - books.usedMs, 'more in total than was sealed');
    }
  }

  private checkSet(before: SessionState, wantedUa: number, after: SessionState): void {
    const { tally } = this;
    const cappedUa = Math.min(wantedUa, before.targetUa + 2000);
    tally.hold('I20', after.targetUa === cappedUa, 'SET is not capped upwards');
    tally.hold('I20', after.ackReason === (cappedUa < wantedUa ? 'STEP_CAPPED' : ''), 'and does not say so');
    tally.hold('I20', after.currentUa === Math.min(before.currentUa, wantedUa), 'SET down is not immediate');
  }

  private checkStopped(after: SessionState): void {
    const off = after.currentUa === 0 && !isRunning(after) && after.state !== 'ARMED' && after.offer === null;
    this.tally.hold('I7', off, 'STOP leaves something');
  }

  private checkOwnEvent(before: SessionState, event: SessionEvent, after: SessionState): void {
    const { tally } = this;
    if (event.kind === 'STOP') this.checkStopped(after);
    if (event.kind === 'CONTACT' && !event.ok) {
      tally.hold('I19', after.currentUa === 0 && after.state !== 'ARMED', 'lead off, and something goes on');
      if (isLive(before))
        tally.hold('I19', after.state === 'FAULT' && after.fault === 'LEAD_OFF', 'lead off does not latch');
      else if (before.state === 'PAUSED')
        tally.hold('I19', after.state === 'PAUSED', 'a pad may be replaced in a pause');
    }
    if (event.kind === 'FAULT') {
      tally.hold('I6', after.currentUa === 0 && after.state === 'FAULT', 'a fault does not latch');
      if (before.state !== 'FAULT') tally.hold('I6', after.fault === event.fault, 'a fault is not named');
    }
    if (event.kind === 'END' && isLive(before))
      tally.hold('I15', after.state === 'RAMPING_DOWN', 'END does not end in a ramp');
    if (event.kind === 'HOLD' && before.state === 'ACTIVE')
      tally.hold('I15', after.state === 'PAUSED', 'HOLD does not pause');
    if (event.kind === 'CHARGER' && event.connected)
      tally.hold('I9', after.currentUa === 0 && !isRunning(after) && after.state !== 'ARMED', 'charging goes on');
    if (event.kind === 'BATTERY') this.checkBattery(before, event.percent, after);
    if (event.kind === 'REBOOT') checkReboot(this.books, this.tally, before, after);
  }

  private checkBattery(before: SessionState, percent: number, after: SessionState): void {
    const { tally } = this;
    const empty = !(percent > this.books.config.batteryCriticalPercent);
    if (!empty) tally.hold('I15', after.state === before.state, 'a battery that is not empty ends something at once');
    else if (isLive(before))
      tally.hold('I15', after.state === 'RAMPING_DOWN', 'an empty battery does not end in a ramp');
    else tally.hold('I15', after.state !== 'ARMED' && after.state !== 'PAUSED', 'an empty battery leaves something');
  }

  private checkTransition(before: SessionState, event: SessionEvent, after: SessionState): void {
    const { books, tally } = this;
    const changed = before.state !== after.state;
    const told =
      changed ||
      before.fault !== after.fault ||
      before.prescription !== after.prescription ||
      event.kind === 'ENROLLED';
    if (before.changes === after.changes) {
      tally.hold(
        'I14',
        !told || (event.kind === 'ENROLLED' && before.prescription === after.prescription),
        'a silent transition',
      );
      return;
    }
    const kind = event.kind === 'COMMAND' ? event.command.kind : event.kind;
    tally.hold('I14', told && after.changes === before.changes + 1, 'a transition is noted once');
    tally.hold(
      'I14',
      after.changedFrom === before.state && after.changedBy === kind,
      `from ${after.changedFrom} by ${after.changedBy}`,
    );
    if (!changed) return;
    if (!isRunning(before) && isRunning(after)) this.checkStart(before, kind);
    if (before.state === 'PAUSED' && isRunning(after))
      tally.hold(
        'I12',
        kind === 'RESUME' && after.currentUa === 0 && after.targetUa <= before.targetUa,
        'resume above 0',
      );
    if (before.state === 'FAULT') {
      tally.hold('I6', kind === 'ACK_FAULT', `FAULT is left by ${kind}`);
      if (after.state === 'IDLE') tally.hold('I9', books.restLeftMs === 0, 'an acknowledgement ends a rest');
    }
    if (before.state === 'RAMPING_DOWN') tally.hold('I15', !isRunning(after), 'a ramp-down goes on');
  }

  private checkStart(before: SessionState, kind: string): void {
    const { books, tally } = this;
    tally.hold('I5', kind === 'START' && before.state === 'ARMED', `live from ${before.state} by ${kind}`);
    tally.hold(
      'I5',
      books.confirmed && books.atMs - books.armed.atMs <= books.config.armTtlMs,
      'live without the button',
    );
    const { restMs, restMinMs } = books.config;
    const sinceMs = books.atMs - books.lastEndMs;
    const owedMs = Math.min(restMs, Math.max(restMinMs, books.lastOutputMs));
    tally.hold(
      'I9',
      books.restLeftMs === 0 && sinceMs >= owedMs,
      `live ${sinceMs} ms after ${books.lastOutputMs} ms of output`,
    );
  }

  /** A restart from what flash held. `after` may only be stricter than `before`; its account then holds. */
  checkRestart(before: SessionState, after: SessionState): void {
    const { books, tally } = this;
    this.steps++;
    checkReboot(books, tally, before, after);
    checkRestartedAccounts(books, tally, before, after);
    adopt(books, before, after);
    checkAccounts(books, tally, after, after);
  }
}
