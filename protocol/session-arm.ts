import { isWhole, prescriptionFlaw, pulseOf } from './session-ceiling.ts';
import type { SessionCommand } from './session-command.ts';
import { latestNow, noteNow, sealFlaw } from './session-prescription.ts';
import type { AnswerReason, SessionState } from './session-state.ts';
import { enter } from './session-state.ts';

/** The ramp-down is inside the limits, not on top of them. */
export function timeFlaw(state: SessionState, sessionLimitMs: number, dayLimitMs: number): AnswerReason {
  const rampMs = state.config.rampDownMs;
  if (state.sessionMs + rampMs >= sessionLimitMs) return 'SESSION_USED_UP';
  return state.dayMs + rampMs >= dayLimitMs ? 'DAY_USED_UP' : '';
}

/** What the prescription in force has left of all output it allows. */
function totalLeftMs(state: SessionState): number {
  const sealed = state.prescription;
  return sealed === null ? 4294967295 : sealed.totalMs - state.prescriptionMs;
}

/** What is left of the session since the last full rest, never more than prescribed, configured or built in. */
function sessionLimitOf(state: SessionState, command: SessionCommand): number {
  const freshMs = Math.min(command.sessionMs!, state.config.sessionMaxMs, state.hard.sessionMs);
  return Math.min(freshMs - state.blockMs, totalLeftMs(state));
}

function dayLimitOf(state: SessionState, command: SessionCommand): number {
  const sealed = state.prescription;
  const ownMs = Math.min(state.config.dayMaxMs, state.hard.dayMs, sealed === null ? 4294967295 : sealed.dayMs);
  return isWhole(command.dayMs) && command.dayMs > 0 ? Math.min(command.dayMs, ownMs) : ownMs;
}

function expiryFlaw(state: SessionState, command: SessionCommand): AnswerReason {
  if (!isWhole(command.nowS) || command.nowS === 0) return 'MALFORMED';
  noteNow(state, command.nowS);
  return isWhole(command.expiresAtS) && command.expiresAtS > latestNow(state) ? '' : 'EXPIRED';
}

function armFlaw(state: SessionState, command: SessionCommand): AnswerReason {
  if (state.state !== 'IDLE') return 'WRONG_STATE';
  const flaw = prescriptionFlaw(command, state.hard);
  if (flaw !== '') return flaw;
  const beyond = sealFlaw(state, command);
  if (beyond !== '') return beyond;
  const expiry = expiryFlaw(state, command);
  if (expiry !== '') return expiry;
  if (!state.contactOk) return 'NO_CONTACT';
  if (state.charging) return 'CHARGING';
  if (state.batteryPercent <= state.config.batteryLowPercent) return 'BATTERY_LOW';
  if (state.config.rampDownMs >= totalLeftMs(state)) return 'PRESCRIPTION_USED_UP';
  return timeFlaw(state, sessionLimitOf(state, command), dayLimitOf(state, command));
}

/** Pulse, ceiling and times of the session to come; the button and a lease are still missing. */
export function arm(state: SessionState, command: SessionCommand): AnswerReason {
  const flaw = armFlaw(state, command);
  if (flaw !== '') return flaw;
  const pulse = pulseOf(command)!;
  state.phaseUs = pulse.longestUs;
  state.absoluteUs = pulse.absoluteUs;
  state.runUs = pulse.runUs;
  state.pattern = command.pattern || new Uint8Array(0);
  state.rateMillihertz = command.rateMillihertz!;
  state.ceilingUa = command.ceilingUa!;
  state.sessionLimitMs = sessionLimitOf(state, command);
  state.sessionFullMs = state.sessionLimitMs;
  state.dayLimitMs = dayLimitOf(state, command);
  state.expiresUpMs = state.toldAtMs + (command.expiresAtS! - state.latestNowS) * 1000;
  state.host = isWhole(command.host) ? command.host : 0;
  state.offer = null;
  state.confirmed = false;
  state.armedMs = 0;
  state.leaseLeftMs = 0;
  state.stopReason = '';
  enter(state, 'ARMED', 'ARM');
  return '';
}
