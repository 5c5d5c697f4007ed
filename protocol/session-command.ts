import type { SealedPrescription } from './generated/device-wire.ts';
import { arm } from './session-arm.ts';
import { isWhole } from './session-ceiling.ts';
import { isServiceFault, stop } from './session-end.ts';
import { lease, pause, resume, set, start } from './session-output.ts';
import { prescribe } from './session-prescription.ts';
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

function hasHealthyContact(state: SessionState): boolean {
  const healthyMs = state.contactOk ? state.upMs - state.contactUpMs : 0;
  return healthyMs >= state.config.contactHealthyMs;
}

function acknowledgeFault(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'FAULT') return 'WRONG_STATE';
  if (command.fault !== state.fault) return 'OTHER_FAULT';
  if (isServiceFault(state.fault)) return 'SERVICE_ONLY';
  if (state.fault === 'LEAD_OFF' && !hasHealthyContact(state)) return 'CAUSE_REMAINS';
  state.fault = '';
  enter(state, state.restLeftMs > 0 ? 'LOCKOUT' : 'IDLE', 'ACK_FAULT');
  return '';
}

/** A command that lay about somewhere says nothing of a host that is there now. */
function isStale(state: SessionState, command: SessionCommand): boolean {
  const ageMs = command.heardAgeMs;
  if (ageMs === undefined || (isWhole(ageMs) && ageMs <= state.config.staleMs)) return false;
  return command.kind === 'LEASE' || command.kind === 'START' || command.kind === 'SET' || command.kind === 'RESUME';
}

function execute(state: SessionState, command: SessionCommand): AnswerReason {
  if (isStale(state, command)) return 'STALE';
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
    case 'PRESCRIBE':
      return prescribe(state, command);
    default:
      return 'MALFORMED';
  }
}

/** What one host has armed, another can only stop. Its numbers are not used up either, or it could starve the first of leases. */
function isOtherHost(state: SessionState, command: SessionCommand): boolean {
  if (state.state !== 'ARMED' && !isRunning(state)) return false;
  return (isWhole(command.host) ? command.host : 0) !== state.host;
}

/** Empty when the command may be executed; otherwise nothing at all may follow from it. */
function admissionFlaw(state: SessionState, command: SessionCommand, authentic: boolean): AnswerReason {
  if (authentic !== true) return 'NOT_AUTHENTIC';
  if (command.boot !== state.boot) return 'OTHER_BOOT';
  if (!isWhole(command.counter)) return 'MALFORMED';
  if (command.counter <= state.counter) return 'REPLAYED';
  return isOtherHost(state, command) ? 'OTHER_HOST' : '';
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
    stop(state);
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
