import type { HardCeilings } from './hard-ceilings.ts';
import { reboot } from './session-end.ts';
import type { SessionConfig, SessionPhase, SessionState } from './session-state.ts';
import { initialSession, isRunning } from './session-state.ts';

/** What must outlive a restart of the band. Plain numbers and texts: it is stored as JSON. */
export interface SessionMemory {
  readonly boot: number;
  readonly state: SessionPhase;
  readonly counter: number;
  readonly fault: string;
  readonly sessions: number;
  readonly sessionMs: number;
  readonly sessionLimitMs: number;
  readonly blockMs: number;
  readonly dayMs: number;
  readonly dayAgeMs: number;
  readonly restLeftMs: number;
  readonly sinceOutputMs: number;
  readonly latestNowS: number;
  readonly pulses: number;
  readonly chargeNc: number;
  readonly peakCurrentUa: number;
}

export function memoryOf(state: SessionState): SessionMemory {
  return {
    boot: state.boot,
    state: state.state,
    counter: state.counter,
    fault: state.fault,
    sessions: state.sessions,
    sessionMs: state.sessionMs,
    sessionLimitMs: state.sessionLimitMs,
    blockMs: state.blockMs,
    dayMs: state.dayMs,
    dayAgeMs: state.dayAgeMs,
    restLeftMs: state.restLeftMs,
    sinceOutputMs: state.sinceOutputMs,
    latestNowS: state.latestNowS,
    pulses: state.pulses,
    chargeNc: state.chargeNc,
    peakCurrentUa: state.peakCurrentUa,
  };
}

/**
 * A band that starts again: next boot number, output 0, a session that ran is over and its rest begins, faults and rests
 * hold. `unwrittenMs`: how long ago the memory may have been written; a running session is counted as longer by that.
 */
export function restoredSession(
  config: SessionConfig,
  hard: HardCeilings,
  memory: SessionMemory,
  unwrittenMs: number,
): SessionState {
  const state = initialSession(config, memory.boot, hard);
  Object.assign(state, memory);
  if (isRunning(state)) {
    state.sessionMs += unwrittenMs;
    state.dayMs += unwrittenMs;
  }
  reboot(state);
  return state;
}
