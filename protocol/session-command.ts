import type { SealedPrescription } from './generated/device-wire.ts';
import { hardCurrentUa, isWhole, prescriptionFlaw } from './session-ceiling.ts';
import { halt, hold, isServiceFault } from './session-end.ts';
import type { AckResult, AnswerReason, SessionState } from './session-state.ts';
import { enter, isRunning } from './session-state.ts';

export type SessionCommandKind =
  | 'ARM'
  | 'START'
  | 'LEASE'
  | 'SET'
  | 'PAUSE'
  | 'RESUME'
  | 'STOP'
  | 'ACK_FAULT'
  | 'PRESCRIBE';

/**
 * What a host may ask of a stim band. Absolute, idempotent, numbered; nothing is done later than on arrival. The field
 * names are those of Command in wearable.proto, so that a decoded one is one of these.
 */
export interface SessionCommand {
  readonly kind: SessionCommandKind;
  /** Rises with every command; one that is not above the last accepted is not executed. STOP needs none. */
  readonly counter: number;
  /** The start of the band that is meant. */
  readonly boot: number;
  /** LEASE: output may go on for this long, at most 2000 ms. */
  readonly ttlMs?: number;
  /** START, SET, RESUME: peak of each phase. */
  readonly currentUa?: number;
  /** ACK_FAULT: the fault that was seen and whose cause is gone. */
  readonly fault?: string;
  /** ARM: the prescription's numbers that the band itself watches. */
  readonly phaseUs?: number;
  readonly rateMillihertz?: number;
  readonly ceilingUa?: number;
  readonly sessionMs?: number;
  readonly padAreaMm2?: number;
  /** ARM: 0 or absent means the config's own. */
  readonly dayMs?: number;
  /** ARM: UTC seconds, neither may be missing. */
  readonly nowS?: number;
  readonly expiresAtS?: number;
  readonly prescriptionHash?: Uint8Array;
  /** ARM: segments of a composite pulse, as in wearable.proto; absent or empty: symmetric biphasic of `phaseUs`. */
  readonly pattern?: Uint8Array;
  /** PRESCRIBE, as it travels; the band's gate opens it. */
  readonly sealed?: Uint8Array;
  /** PRESCRIBE, at the band: what was under the seal; null or absent where the prescription key does not open it. */
  readonly prescription?: SealedPrescription | null;
  /** Who commands; 0 or absent: nobody in particular. */
  readonly host?: number;
  /** Device clock of the latest frame that the host has heard, us modulo 2^32. */
  readonly heardTicks?: number;
  /** At the band: how long ago that was. */
  readonly heardAgeMs?: number;
}

function timeFlaw(state: SessionState, sessionLimitMs: number, dayLimitMs: number): AnswerReason {
  const rampMs = state.config.rampDownMs;
  if (state.sessionMs + rampMs >= sessionLimitMs) return 'SESSION_USED_UP';
  if (state.dayMs + rampMs >= dayLimitMs) return 'DAY_USED_UP';
  return '';
}

/** What is left of the session since the last full rest, never more than prescribed, configured or built in. */
function sessionLimitOf(state: SessionState, command: SessionCommand): number {
  return Math.min(command.sessionMs!, state.config.sessionMaxMs, state.hard.sessionMs) - state.blockMs;
}

function dayLimitOf(state: SessionState, command: SessionCommand): number {
  const ownMs = Math.min(state.config.dayMaxMs, state.hard.dayMs);
  return isWhole(command.dayMs) && command.dayMs > 0 ? Math.min(command.dayMs, ownMs) : ownMs;
}

/** Expiry is judged by the latest time this band was ever told: a clock set back does not revive a prescription. */
function expiryFlaw(state: SessionState, command: SessionCommand): AnswerReason {
  if (!isWhole(command.nowS) || command.nowS === 0) return 'MALFORMED';
  if (command.nowS > state.latestNowS) state.latestNowS = command.nowS;
  return isWhole(command.expiresAtS) && command.expiresAtS > state.latestNowS ? '' : 'EXPIRED';
}

function armFlaw(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'IDLE') return 'WRONG_STATE';
  const flaw = prescriptionFlaw(command, state.hard);
  if (flaw !== '') return flaw;
  const expiry = expiryFlaw(state, command);
  if (expiry !== '') return expiry;
  if (!state.contactOk) return 'NO_CONTACT';
  if (state.batteryPercent <= state.config.batteryLowPercent) return 'BATTERY_LOW';
  return timeFlaw(state, sessionLimitOf(state, command), dayLimitOf(state, command));
}

function arm(state: SessionState, command: SessionCommand): AnswerReason {
  const flaw = armFlaw(state, command);
  if (flaw !== '') return flaw;
  state.phaseUs = command.phaseUs!;
  state.rateMillihertz = command.rateMillihertz!;
  const hardUa = hardCurrentUa(state.phaseUs, state.rateMillihertz, command.padAreaMm2!, state.hard);
  state.ceilingUa = Math.min(command.ceilingUa!, hardUa);
  state.sessionLimitMs = sessionLimitOf(state, command);
  state.dayLimitMs = dayLimitOf(state, command);
  state.confirmed = false;
  state.armedMs = 0;
  state.leaseLeftMs = 0;
  state.stopReason = '';
  enter(state, 'ARMED', 'ARM');
  return '';
}

function currentFlaw(state: SessionState, command: SessionCommand): AnswerReason {
  if (!isWhole(command.currentUa)) return 'MALFORMED';
  return command.currentUa > state.ceilingUa ? 'ABOVE_CEILING' : '';
}

function beginSession(state: SessionState): void {
  state.sessions++;
  state.sessionMs = 0;
  state.pulses = 0;
  state.chargeNc = 0;
  state.chargePc = 0;
  state.pulsePpm = 0;
  state.peakCurrentUa = 0;
  state.oversized = 0;
}

function rampFromZero(state: SessionState, targetUa: number, by: string): void {
  state.currentUa = 0;
  state.targetUa = targetUa;
  state.sinceRiseMs = 0;
  enter(state, 'RAMPING_UP', by);
}

function start(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'ARMED') return 'WRONG_STATE';
  const flaw = currentFlaw(state, command);
  if (flaw !== '') return flaw;
  if (!state.confirmed) return 'NOT_CONFIRMED';
  if (state.leaseLeftMs <= 0) return 'NO_LEASE';
  if (!state.contactOk) return 'NO_CONTACT';
  beginSession(state);
  rampFromZero(state, command.currentUa!, 'START');
  return '';
}

/** A resumed session starts at 0 and aims no higher than before the pause: a pause is no way round the step limit. */
function resume(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'PAUSED') return 'WRONG_STATE';
  const flaw = currentFlaw(state, command);
  if (flaw !== '') return flaw;
  if (state.leaseLeftMs <= 0) return 'NO_LEASE';
  if (!state.contactOk) return 'NO_CONTACT';
  const late = timeFlaw(state, state.sessionLimitMs, state.dayLimitMs);
  if (late !== '') return late;
  const capped = command.currentUa! > state.targetUa;
  rampFromZero(state, Math.min(command.currentUa!, state.targetUa), 'RESUME');
  return capped ? 'STEP_CAPPED' : '';
}

/** Down at once and without bound; up by one step at most, and not before the last one was felt. */
function set(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'RAMPING_UP' && state.state !== 'ACTIVE') return 'WRONG_STATE';
  const flaw = currentFlaw(state, command);
  if (flaw !== '') return flaw;
  const wantedUa = command.currentUa!;
  if (wantedUa <= state.targetUa) {
    state.targetUa = wantedUa;
    state.currentUa = Math.min(state.currentUa, wantedUa);
    return '';
  }
  if (state.oversized >= state.config.oversizedMax) return 'INCREASES_FROZEN';
  if (state.sinceRiseMs < Math.max(state.config.stepDwellMs, state.hard.stepDwellMs)) return 'TOO_SOON';
  const mostUa = state.targetUa + Math.min(state.config.stepMaxUa, state.hard.stepUa);
  state.sinceRiseMs = 0;
  state.targetUa = Math.min(wantedUa, mostUa);
  if (state.state === 'ACTIVE') enter(state, 'RAMPING_UP', 'SET');
  if (wantedUa <= mostUa) return '';
  state.oversized++;
  return 'STEP_CAPPED';
}

function lease(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'ARMED' && !isRunning(state)) return 'WRONG_STATE';
  if (!isWhole(command.ttlMs) || command.ttlMs === 0) return 'MALFORMED';
  state.leaseLeftMs = Math.min(command.ttlMs, state.config.leaseMaxMs, state.hard.leaseMs);
  state.leaseAgeMs = 0;
  return '';
}

/** Not while ramping down: a pause and a resume there would prolong a session that is over. */
function pause(state: SessionState): AnswerReason {
  if (state.state !== 'RAMPING_UP' && state.state !== 'ACTIVE') return 'WRONG_STATE';
  hold(state, 'PAUSE');
  return '';
}

function acknowledgeFault(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'FAULT') return 'WRONG_STATE';
  if (command.fault !== state.fault) return 'OTHER_FAULT';
  if (isServiceFault(state.fault)) return 'SERVICE_ONLY';
  if (state.fault === 'LEAD_OFF' && state.contactOkMs < state.config.contactHealthyMs) return 'CAUSE_REMAINS';
  state.fault = '';
  enter(state, state.restLeftMs > 0 ? 'LOCKOUT' : 'IDLE', 'ACK_FAULT');
  return '';
}

function execute(state: SessionState, command: SessionCommand): AnswerReason {
  switch (command.kind) {
    case 'ARM':
      return arm(state, command);
    case 'START':
      return start(state, command);
    case 'LEASE':
      return lease(state, command);
    case 'SET':
      return set(state, command);
    case 'PAUSE':
      return pause(state);
    case 'RESUME':
      return resume(state, command);
    case 'ACK_FAULT':
      return acknowledgeFault(state, command);
    default:
      return 'MALFORMED';
  }
}

/** Empty when the command may be executed; otherwise nothing at all may follow from it. */
function admissionFlaw(state: SessionState, command: SessionCommand, authentic: boolean): AnswerReason {
  if (authentic !== true) return 'NOT_AUTHENTIC';
  if (command.boot !== state.boot) return 'OTHER_BOOT';
  if (!isWhole(command.counter)) return 'MALFORMED';
  if (command.counter <= state.counter) return 'REPLAYED';
  return '';
}

function answer(state: SessionState, counter: number, result: AckResult, reason: AnswerReason): void {
  state.ackCounter = isWhole(counter) ? counter : 0;
  state.ackResult = result;
  state.ackReason = reason;
}

/**
 * Executes a command once or not at all, and leaves the answer in `ackCounter`, `ackResult` and `ackReason`. A repeated
 * last command gets its first reason again. STOP is obeyed from anybody: being denied therapy is safer than being denied
 * a stop.
 */
export function takeCommand(state: SessionState, command: SessionCommand, authentic: boolean): void {
  if (command.kind === 'STOP') {
    halt(state, 'STOP', 'STOP');
    answer(state, command.counter, 'DONE', '');
    return;
  }
  const flaw = admissionFlaw(state, command, authentic);
  if (flaw === 'REPLAYED' && command.counter === state.counter && state.counter > 0) {
    answer(state, command.counter, 'DUPLICATE', state.counterReason);
  } else if (flaw !== '') {
    state.rejected++;
    answer(state, command.counter, 'REFUSED', flaw);
  } else {
    state.counter = command.counter;
    state.counterReason = execute(state, command);
    const done = state.counterReason === '' || state.counterReason === 'STEP_CAPPED';
    answer(state, command.counter, done ? 'DONE' : 'REFUSED', state.counterReason);
  }
}
