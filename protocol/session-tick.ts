import { closeSession, windDown } from './session-end.ts';
import type { SessionState, StopReason } from './session-state.ts';
import { enter, isLive, isRunning } from './session-state.ts';

/** Millihertz times milliseconds: one pulse is a million of them. */
const PULSE_PPM = 1000000;

/** Books what the output delivered since the last tick, before anything else may change the current. */
function countDose(state: SessionState): void {
  const tickMs = state.config.tickMs;
  state.sessionMs += tickMs;
  state.dayMs += tickMs;
  if (state.currentUa === 0) return;
  const ppm = state.pulsePpm + state.rateMillihertz * tickMs;
  const pulses = Math.floor(ppm / PULSE_PPM);
  state.pulsePpm = ppm - pulses * PULSE_PPM;
  state.pulses += pulses;
  // uA times us is pC.
  const pc = state.chargePc + pulses * state.currentUa * state.absoluteUs;
  const nc = Math.floor(pc / 1000);
  state.chargePc = pc - nc * 1000;
  state.chargeNc += nc;
  if (state.currentUa > state.peakCurrentUa) state.peakCurrentUa = state.currentUa;
}

/** Empty while the session may go on. The ramp-down is inside the limits, not on top of them. */
function reasonToEnd(state: SessionState): StopReason {
  const rampMs = state.config.rampDownMs;
  if (state.leaseLeftMs < state.config.tickMs) return 'LEASE_LOST';
  if (state.sessionMs + rampMs >= state.sessionLimitMs)
    return state.sessionLimitMs < state.sessionFullMs ? 'BATTERY' : 'SESSION_DONE';
  if (state.dayMs + rampMs >= state.dayLimitMs) return 'DAY_LIMIT';
  return '';
}

function rise(state: SessionState): void {
  const config = state.config;
  const nowMs = state.upMs;
  if (nowMs - state.leasedUpMs <= config.riseFreshMs && nowMs < state.expiresUpMs) {
    const slopeUaPerS = Math.min(config.riseUaPerS, state.hard.riseUaPerS);
    const goalUa = Math.min(state.targetUa, state.ceilingUa);
    state.currentUa = Math.min(goalUa, state.currentUa + Math.floor((slopeUaPerS * config.tickMs) / 1000));
  }
  if (state.currentUa >= state.targetUa) enter(state, 'ACTIVE', 'TICK');
}

function fall(state: SessionState): void {
  const stepUa = Math.ceil((state.rampFromUa * state.config.tickMs) / state.config.rampDownMs);
  state.currentUa = Math.max(0, state.currentUa - stepUa);
}

function tickLive(state: SessionState): void {
  countDose(state);
  if (state.state === 'RAMPING_DOWN') {
    fall(state);
    if (state.currentUa > 0) return;
    closeSession(state, state.stopReason);
    enter(state, 'LOCKOUT', 'TICK');
    return;
  }
  const reason = reasonToEnd(state);
  if (reason !== '') {
    windDown(state, reason, 'TICK');
    fall(state);
  } else {
    state.leaseLeftMs -= state.config.tickMs;
    if (state.state === 'RAMPING_UP') rise(state);
  }
}

/** A full rest's time without a session gives a full session again; not to an ARM that was let in to finish an interrupted one. */
function noteQuiet(state: SessionState): void {
  state.sinceOutputMs = Math.min(state.config.restMs, state.sinceOutputMs + state.config.tickMs);
  if (state.sinceOutputMs >= state.config.restMs && state.state !== 'ARMED') state.blockMs = 0;
}

function tickQuiet(state: SessionState): void {
  const tickMs = state.config.tickMs;
  state.leaseLeftMs = Math.max(0, state.leaseLeftMs - tickMs);
  state.restLeftMs = Math.max(0, state.restLeftMs - tickMs);
  if (state.state !== 'PAUSED') noteQuiet(state);
  state.offerMs += tickMs;
  if (state.offerMs > state.config.offerTtlMs) state.offer = null;
  if (state.state === 'ARMED') {
    state.armedMs += tickMs;
    if (state.armedMs <= state.config.armTtlMs) return;
    state.stopReason = 'ARM_TIMEOUT';
    state.confirmed = false;
    enter(state, 'IDLE', 'TICK');
  } else if (state.state === 'PAUSED') {
    state.pausedMs += tickMs;
    if (state.pausedMs <= state.config.pauseMaxMs) return;
    closeSession(state, 'PAUSE_TOO_LONG');
    enter(state, 'LOCKOUT', 'TICK');
  } else if (state.state === 'LOCKOUT' && state.restLeftMs === 0) {
    enter(state, 'IDLE', 'TICK');
  }
}

/** A day's account begins with its first session; one that is still running at the turn is counted to the old day. */
function tickDay(state: SessionState): void {
  const config = state.config;
  if (state.dayMs + state.daySessions === 0) return;
  state.dayAgeMs += config.tickMs;
  if (state.dayAgeMs < config.dayWindowMs || isRunning(state)) return;
  state.dayMs = 0;
  state.dayAgeMs = 0;
  state.daySessions = 0;
}

/** One tick of `config.tickMs`: the only way that time passes and the only way that output rises. */
export function tickSession(state: SessionState): void {
  state.upMs += state.config.tickMs;
  if (isLive(state)) tickLive(state);
  else tickQuiet(state);
  tickDay(state);
}
