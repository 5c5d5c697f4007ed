import { DEFAULT_SESSION_CONFIG, initialSession, isRunning, type SessionState } from '../../protocol/session.ts';
import { memoryOf, restoredSession } from '../../protocol/session-memory.ts';
import { HARD } from './hard-limits.ts';
import { readSession, writeSession } from './session-store.ts';

/** While output runs the account is written this often; after a reset that much is added to what was delivered. */
const RUNNING_TICKS = 200;
const RUNNING_MS = 10000;
/** A rest is written once a minute: a reset makes it longer by that at most, never shorter. */
const RESTING_TICKS = 1200;

let keptChanges = -1;
let ticks = 0;

/** Where nothing readable is left of an account that once existed, the day counts as used up. */
function assumeTheWorst(state: SessionState): void {
  state.dayMs = state.config.dayMaxMs;
  state.restLeftMs = state.config.restMs;
  state.state = 'LOCKOUT';
}

/** The session of this start of the band: output 0, never live, never armed. */
export function startSession(): SessionState {
  const stored = readSession();
  const state = stored.memory
    ? restoredSession(DEFAULT_SESSION_CONFIG, HARD, stored.memory, RUNNING_MS)
    : initialSession(DEFAULT_SESSION_CONFIG, 1, HARD);
  if (stored.corrupt) assumeTheWorst(state);
  keepSession(state);
  return state;
}

/** Called each tick; writes on every change of phase and now and then. @returns false when flash did not take it. */
export function keepSession(state: SessionState): boolean {
  ticks++;
  const due = isRunning(state) ? RUNNING_TICKS : RESTING_TICKS;
  if (state.changes === keptChanges && ticks < due) return true;
  keptChanges = state.changes;
  ticks = 0;
  return writeSession(memoryOf(state));
}
