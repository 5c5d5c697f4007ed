/**
 * The one session state machine, run by the band (inside the supervisor), by the simulator and, in tests, by the host.
 * It is bundled into firmware: Espruino subset only (functions before their use, no destructuring, spread, default
 * parameters or optional chaining). IDLE -> ARMED -> RAMPING_UP -> ACTIVE <-> PAUSED, any live -> RAMPING_DOWN ->
 * LOCKOUT -> IDLE; anything -> FAULT, latched.
 */
import type { Ask } from './generated/device-wire.ts';
import type { SessionCommand } from './session-command.ts';
import { takeCommand } from './session-command.ts';
import { halt, hold, reboot, stop, trip, windDown } from './session-end.ts';
import { confirmOffer, forgetKeys } from './session-prescription.ts';
import type { AckResult, AnswerReason, SessionPhase, SessionState, StopReason } from './session-state.ts';
import { isRunning } from './session-state.ts';
import { tickSession } from './session-tick.ts';

export type { HardCeilings } from './hard-ceilings.ts';
export type { SessionCommand, SessionCommandKind } from './session-command.ts';
export type { RestPolicy, SessionConfig } from './session-config.ts';
export { DEFAULT_SESSION_CONFIG } from './session-config.ts';
export { latestNow, restorePrescription } from './session-prescription.ts';
export type { AckResult, AnswerReason, SessionPhase, SessionState, StopReason } from './session-state.ts';
export { initialSession, isLive, isRunning } from './session-state.ts';

/** What can happen to a session. Only COMMAND comes over the air; all others are the band's own. */
export type SessionEvent =
  /** `config.tickMs` has passed. */
  | { readonly kind: 'TICK' }
  /** `authentic`: the seal was good. STOP needs none. */
  | { readonly kind: 'COMMAND'; readonly command: SessionCommand; readonly authentic: boolean }
  /** The button was pressed; it answers what `askOf` says, and is nothing where that is NOTHING. */
  | { readonly kind: 'CONFIRM' }
  /** Patient's button, power button. */
  | { readonly kind: 'STOP' }
  /** Pads on the skin, as measured. False while there is output latches a fault. */
  | { readonly kind: 'CONTACT'; readonly ok: boolean }
  /** The monitor found something that must never be: output 0, latched. */
  | { readonly kind: 'FAULT'; readonly fault: string }
  /** The monitor wants the session over, gently. */
  | { readonly kind: 'END'; readonly reason: StopReason }
  /** The monitor wants a pause: partial peel, current not reached, a fall. */
  | { readonly kind: 'HOLD' }
  | { readonly kind: 'BATTERY'; readonly percent: number }
  /** A charger was connected or taken away. */
  | { readonly kind: 'CHARGER'; readonly connected: boolean }
  /** Other keys were taken in, with the button. */
  | { readonly kind: 'ENROLLED' }
  /** The band starts again with this state, as far as it was stored. */
  | { readonly kind: 'REBOOT' };

/** What a band says of itself, several times a second; the host believes this and nothing else. */
export interface StimulationTelemetry {
  readonly sequence: number;
  /** Device clock, microseconds modulo 2^32. */
  readonly ticks: number;
  readonly boot: number;
  /** Counts STARTs over the band's life, so that a ledger books each session once. */
  readonly session: number;
  readonly state: SessionPhase;
  readonly currentUa: number;
  readonly remainingMs: number;
  /** Of the session since the last START; they stay until the next one. */
  readonly pulses: number;
  /** Absolute charge, both phases of every pulse, rounded up. */
  readonly chargeNc: number;
  readonly peakCurrentUa: number;
  readonly lastCounter: number;
  readonly fault: string;
  /** The button was pressed since ARM. */
  readonly confirmed: boolean;
  readonly contactOk: boolean;
  readonly batteryPercent: number;
  readonly restLeftMs: number;
  readonly dayMs: number;
  readonly stopReason: StopReason;
  /** What a press of the button would confirm now. */
  readonly asks: Ask;
  /** Of the sealed prescription in force: first four bytes of its hash, little endian; 0 without one. */
  readonly prescriptionTag: number;
  /** Between the pads, ohm, as the output's monitor measured it; a session knows nothing of it. */
  readonly impedanceOhm?: number;
}

export interface Acknowledgement {
  readonly counter: number;
  /** DUPLICATE: the command was taken before; `reason` is what was answered then. */
  readonly result: AckResult;
  readonly reason: AnswerReason;
}

function noteContact(state: SessionState, ok: boolean): void {
  if (ok === true) {
    if (!state.contactOk) state.contactUpMs = state.upMs;
    state.contactOk = true;
    return;
  }
  state.contactOk = false;
  if (state.state === 'ARMED') halt(state, 'LEAD_OFF', 'CONTACT');
  else if (isRunning(state) && state.state !== 'PAUSED') trip(state, 'LEAD_OFF', 'CONTACT');
}

function noteBattery(state: SessionState, percent: number): void {
  const config = state.config;
  // What is not a percentage is a broken gauge, and a broken gauge is an empty battery.
  state.batteryPercent = percent >= 0 && percent <= 100 ? Math.floor(percent) : 0;
  if (state.batteryPercent <= config.batteryCriticalPercent) {
    windDown(state, 'BATTERY', 'BATTERY');
  } else if (state.batteryPercent <= config.batteryLowPercent && isRunning(state)) {
    state.sessionLimitMs = Math.min(state.sessionLimitMs, state.sessionMs + config.batteryLowMs);
  }
}

/** Nobody is connected to the mains with pads on: output 0 at once, without a ramp. */
function noteCharger(state: SessionState, connected: boolean): void {
  state.charging = connected !== false;
  if (state.charging) halt(state, 'CHARGING', 'CHARGER');
}

/**
 * One event. Changes `state` in place and returns it; at most one transition a step, noted in `changes`, `changedFrom`
 * and `changedBy`. Never throws for any value in an event: what is not understood changes nothing.
 */
export function stepSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.kind) {
    case 'TICK':
      tickSession(state);
      break;
    case 'COMMAND':
      takeCommand(state, event.command, event.authentic);
      break;
    case 'CONFIRM':
      if (state.state === 'ARMED') state.confirmed = true;
      else confirmOffer(state);
      break;
    case 'STOP':
      stop(state);
      break;
    case 'CONTACT':
      noteContact(state, event.ok);
      break;
    case 'FAULT':
      trip(state, event.fault, 'FAULT');
      break;
    case 'END':
      windDown(state, event.reason, 'END');
      break;
    case 'HOLD':
      if (state.state === 'RAMPING_UP' || state.state === 'ACTIVE') hold(state, 'HOLD');
      break;
    case 'BATTERY':
      noteBattery(state, event.percent);
      break;
    case 'CHARGER':
      noteCharger(state, event.connected);
      break;
    case 'ENROLLED':
      forgetKeys(state);
      break;
    case 'REBOOT':
      reboot(state);
      break;
    default:
      break;
  }
  return state;
}

/** Time the running or armed session has left, ramp-down included. */
export function remainingMs(state: SessionState): number {
  if (state.state === 'ARMED' || isRunning(state)) return Math.max(0, state.sessionLimitMs - state.sessionMs);
  return 0;
}

/** What a press of the button would answer now. */
export function askOf(state: SessionState): Ask {
  if (state.state === 'ARMED') return state.confirmed ? 'NOTHING' : 'START_OUTPUT';
  return state.offer === null ? 'NOTHING' : 'NEW_PRESCRIPTION';
}

/** How a stimulation frame names a prescription. */
export function prescriptionTagOf(hash: Uint8Array): number {
  return (hash[0]! | (hash[1]! << 8) | (hash[2]! << 16) | (hash[3]! << 24)) >>> 0;
}

/** `ticks`: device clock in microseconds. A supervisor may replace `currentUa` by what it reads back. */
export function telemetryOf(state: SessionState, sequence: number, ticks: number): StimulationTelemetry {
  return {
    sequence: sequence,
    ticks: ticks,
    boot: state.boot,
    session: state.sessions,
    state: state.state,
    currentUa: state.currentUa,
    remainingMs: remainingMs(state),
    pulses: state.pulses,
    chargeNc: state.chargeNc + (state.chargePc > 0 ? 1 : 0),
    peakCurrentUa: state.peakCurrentUa,
    lastCounter: state.counter,
    fault: state.fault,
    confirmed: state.confirmed,
    contactOk: state.contactOk,
    batteryPercent: state.batteryPercent,
    restLeftMs: state.restLeftMs,
    dayMs: state.dayMs,
    stopReason: state.stopReason,
    asks: askOf(state),
    prescriptionTag: state.prescription === null ? 0 : prescriptionTagOf(state.prescription.prescriptionHash),
  };
}

/** The answer to the latest COMMAND. */
export function acknowledgementOf(state: SessionState): Acknowledgement {
  return { counter: state.ackCounter, result: state.ackResult, reason: state.ackReason };
}
