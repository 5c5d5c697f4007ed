import { timeFlaw } from './session-arm.ts';
import { isWhole } from './session-ceiling.ts';
import type { SessionCommand } from './session-command.ts';
import { hold } from './session-end.ts';
import type { AnswerReason, SessionState } from './session-state.ts';
import { enter, isRunning } from './session-state.ts';

function currentFlaw(state: SessionState, command: SessionCommand): AnswerReason {
  if (!isWhole(command.currentUa)) return 'MALFORMED';
  return command.currentUa > state.ceilingUa ? 'ABOVE_CEILING' : '';
}

/** An expired prescription lets a session go on as it is, or lower; nothing begins, resumes or rises any more. */
function isExpired(state: SessionState): boolean {
  return state.upMs >= state.expiresUpMs;
}

/** What both START and RESUME need besides a state and a current. */
function beginFlaw(state: SessionState): AnswerReason {
  if (state.leaseLeftMs <= 0) return 'NO_LEASE';
  if (!state.contactOk) return 'NO_CONTACT';
  return isExpired(state) ? 'EXPIRED' : '';
}

function beginSession(state: SessionState): void {
  state.sessions++;
  if (state.blockMs === 0 || state.daySessions === 0) state.daySessions++;
  state.loopMs += state.sinceOutputMs;
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
  state.roseUpMs = state.upMs;
  enter(state, 'RAMPING_UP', by);
}

export function start(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'ARMED') return 'WRONG_STATE';
  const flaw = currentFlaw(state, command);
  if (flaw !== '') return flaw;
  if (!state.confirmed) return 'NOT_CONFIRMED';
  const missing = beginFlaw(state);
  if (missing !== '') return missing;
  if (state.batteryPercent <= state.config.batteryLowPercent) return 'BATTERY_LOW';
  beginSession(state);
  rampFromZero(state, command.currentUa!, 'START');
  return '';
}

/** A resumed session starts at 0 and aims no higher than before the pause: a pause is no way round the step limit. */
export function resume(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'PAUSED') return 'WRONG_STATE';
  const flaw = currentFlaw(state, command);
  if (flaw !== '') return flaw;
  const missing = beginFlaw(state);
  if (missing !== '') return missing;
  const late = timeFlaw(state, state.sessionLimitMs, state.dayLimitMs);
  if (late !== '') return late;
  const capped = command.currentUa! > state.targetUa;
  rampFromZero(state, Math.min(command.currentUa!, state.targetUa), 'RESUME');
  return capped ? 'STEP_CAPPED' : '';
}

/** Down at once and without bound; up by one step at most, and not before the last one was felt. */
export function set(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'RAMPING_UP' && state.state !== 'ACTIVE') return 'WRONG_STATE';
  const flaw = currentFlaw(state, command);
  if (flaw !== '') return flaw;
  const wantedUa = command.currentUa!;
  if (wantedUa <= state.targetUa) {
    state.targetUa = wantedUa;
    state.currentUa = Math.min(state.currentUa, wantedUa);
    return '';
  }
  if (isExpired(state)) return 'EXPIRED';
  if (state.oversized >= state.config.oversizedMax) return 'INCREASES_FROZEN';
  if (state.upMs - state.roseUpMs < Math.max(state.config.stepDwellMs, state.hard.stepDwellMs)) return 'TOO_SOON';
  const mostUa = state.targetUa + Math.min(state.config.stepMaxUa, state.hard.stepUa);
  state.roseUpMs = state.upMs;
  state.targetUa = Math.min(wantedUa, mostUa);
  if (state.state === 'ACTIVE') enter(state, 'RAMPING_UP', 'SET');
  if (wantedUa <= mostUa) return '';
  state.oversized++;
  return 'STEP_CAPPED';
}

export function lease(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'ARMED' && !isRunning(state)) return 'WRONG_STATE';
  if (!isWhole(command.ttlMs) || command.ttlMs === 0) return 'MALFORMED';
  state.leaseLeftMs = Math.min(command.ttlMs, state.config.leaseMaxMs, state.hard.leaseMs);
  state.leasedUpMs = state.upMs;
  return '';
}

/** Not while ramping down: a pause and a resume there would prolong a session that is over. */
export function pause(state: SessionState): AnswerReason {
  if (state.state !== 'RAMPING_UP' && state.state !== 'ACTIVE') return 'WRONG_STATE';
  hold(state, 'PAUSE');
  return '';
}
