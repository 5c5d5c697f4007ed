import type { HardCeilings } from './hard-ceilings.ts';
import type { SessionConfig } from './session-config.ts';
import { reboot } from './session-end.ts';
import { latestNow } from './session-prescription.ts';
import type { SessionPhase, SessionState } from './session-state.ts';
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
  readonly revision: number;
  readonly prescriptionMs: number;
  readonly daySessions: number;
  readonly loopBoots: number;
  readonly loopMs: number;
  readonly loopGapMs: number;
  /** Of what was armed last: what an interrupted session is rounded up by. */
  readonly sessionFullMs: number;
  readonly ceilingUa: number;
  readonly rateMillihertz: number;
  readonly absoluteUs: number;
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
    latestNowS: latestNow(state),
    pulses: state.pulses,
    chargeNc: state.chargeNc,
    peakCurrentUa: state.peakCurrentUa,
    revision: state.revision,
    prescriptionMs: state.prescriptionMs,
    daySessions: state.daySessions,
    loopBoots: state.loopBoots,
    loopMs: state.loopMs,
    loopGapMs: state.loopGapMs,
    sessionFullMs: state.sessionFullMs,
    ceilingUa: state.ceilingUa,
    rateMillihertz: state.rateMillihertz,
    absoluteUs: state.absoluteUs,
  };
}

/** More commands than may have come since the memory was written: the counter never falls. */
const COUNTER_RESERVE = 1000;

/** Up, never down: all of the time that may be missing, every pulse of it at the ceiling. */
function roundUp(state: SessionState, unwrittenMs: number): void {
  const pulses = Math.ceil((state.rateMillihertz * unwrittenMs) / 1000000);
  state.sessionMs += unwrittenMs;
  state.dayMs += unwrittenMs;
  // A loop of restarts is judged by time that certainly passed.
  state.loopMs -= unwrittenMs;
  state.pulses += pulses;
  state.chargeNc += Math.ceil((pulses * state.ceilingUa * state.absoluteUs) / 1000);
}

/**
 * A band that starts again: next boot number, output 0, a session that ran is over and its rest begins, faults and rests
 * hold. `unwrittenMs`: how long ago the memory may have been written; a running session is counted as longer by that.
 * The prescription in force is kept elsewhere and given back by `restorePrescription`.
 */
export function restoredSession(
  config: SessionConfig,
  hard: HardCeilings,
  memory: SessionMemory,
  unwrittenMs: number,
): SessionState {
  const state = initialSession(config, memory.boot, hard);
  Object.assign(state, memory);
  state.counter = Math.min(4294967295, state.counter + COUNTER_RESERVE);
  if (isRunning(state)) roundUp(state, unwrittenMs);
  reboot(state);
  return state;
}
