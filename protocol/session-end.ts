import type { SessionState, StopReason } from './session-state.ts';
import { enter, isLive, isRunning } from './session-state.ts';

/** Faults that only service may clear: the output stage itself cannot be trusted any more (class A). */
const SERVICE_FAULTS = ['OVER_CURRENT', 'UNEXPECTED_OUTPUT', 'STUCK_PHASE', 'SELF_TEST'];

export function isServiceFault(fault: string): boolean {
  return SERVICE_FAULTS.indexOf(fault) >= 0;
}

function restAfter(state: SessionState, reason: StopReason): number {
  const config = state.config;
  if (config.restPolicy === 'full') return config.restMs;
  const usedUp = state.sessionMs + config.rampDownMs >= state.sessionFullMs;
  const voluntary = reason === 'STOP' || reason === 'DAY_LIMIT';
  if (usedUp || (voluntary && state.sessionMs >= config.briefMs)) return config.restMs;
  return Math.min(config.restMs, Math.max(config.restMinMs, state.sessionMs));
}

/** Output 0, and the rest the session has earned; the caller then enters LOCKOUT or FAULT. */
export function closeSession(state: SessionState, reason: StopReason): void {
  const restMs = restAfter(state, reason);
  state.blockMs = restMs >= state.config.restMs ? 0 : state.blockMs + state.sessionMs;
  state.restLeftMs = restMs;
  state.prescriptionMs += state.sessionMs;
  state.loopMs += state.sessionMs;
  state.currentUa = 0;
  state.targetUa = 0;
  state.leaseLeftMs = 0;
  state.confirmed = false;
  state.sessionMs = 0;
  state.sinceOutputMs = 0;
  state.stopReason = reason;
}

/** Output 0 at once, from any phase. */
export function halt(state: SessionState, reason: StopReason, by: string): void {
  if (isRunning(state)) {
    closeSession(state, reason);
    enter(state, 'LOCKOUT', by);
  } else if (state.state === 'ARMED') {
    state.confirmed = false;
    state.stopReason = reason;
    enter(state, 'IDLE', by);
  }
  state.currentUa = 0;
}

/** Whoever stops, stops all: what waited for the button waits no longer either. */
export function stop(state: SessionState): void {
  state.offer = null;
  halt(state, 'STOP', 'STOP');
}

/** Ends the session in a ramp where there is output, at once where there is none. */
export function windDown(state: SessionState, reason: StopReason, by: string): void {
  if (!isLive(state)) {
    halt(state, reason, by);
  } else if (state.state !== 'RAMPING_DOWN') {
    state.rampFromUa = state.currentUa;
    state.targetUa = 0;
    state.stopReason = reason;
    enter(state, 'RAMPING_DOWN', by);
  }
}

/** Output 0 at once, the session kept: it may be resumed from 0. Only from RAMPING_UP and ACTIVE. */
export function hold(state: SessionState, by: string): void {
  state.currentUa = 0;
  state.pausedMs = 0;
  enter(state, 'PAUSED', by);
}

/** Output 0 at once and latched. The first fault stays named, unless a graver one that only service clears follows. */
export function trip(state: SessionState, fault: string, by: string): void {
  if (state.state === 'FAULT') {
    if (!isServiceFault(fault) || isServiceFault(state.fault)) return;
    state.fault = fault;
    enter(state, 'FAULT', by);
    return;
  }
  if (isRunning(state)) closeSession(state, 'FAULT');
  state.currentUa = 0;
  state.confirmed = false;
  state.stopReason = 'FAULT';
  state.fault = fault;
  enter(state, 'FAULT', by);
}

/**
 * The third restart in mid-session within `loopWindowMs` of the band's time, pauses left out: whatever resets it, a session is not
 * begun again and again.
 */
function isRestartLoop(state: SessionState): boolean {
  const gapMs = state.loopMs + state.sessionMs;
  const loops = state.loopBoots === 2 && gapMs + state.loopGapMs <= state.config.loopWindowMs;
  state.loopBoots = loops ? 0 : Math.min(2, state.loopBoots + 1);
  state.loopGapMs = gapMs;
  // The session's own time is added when it is closed: 0 from there.
  state.loopMs = -state.sessionMs;
  return loops;
}

/** What a restart does: never live, never ARMED; a fault and a rest survive. */
export function reboot(state: SessionState): void {
  state.boot++;
  state.offer = null;
  state.leaseLeftMs = 0;
  state.confirmed = false;
  state.contactOk = state.config.contactAtBoot;
  state.contactUpMs = state.upMs;
  if (isRunning(state) && isRestartLoop(state)) trip(state, 'REBOOT_LOOP', 'REBOOT');
  else halt(state, 'REBOOT', 'REBOOT');
}
