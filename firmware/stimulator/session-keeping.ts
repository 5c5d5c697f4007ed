import {
  DEFAULT_SESSION_CONFIG,
  initialSession,
  isRunning,
  type SessionConfig,
  type SessionState,
} from '../../protocol/session.ts';
import { memoryOf, restoredSession } from '../../protocol/session-memory.ts';
import { HARD } from './hard-limits.ts';
import { readSession, writeSession } from './session-store.ts';

/** The session's own tick takes an Espruino 20 ms: it comes at every second of the supervisor's. */
const CONFIG: SessionConfig = Object.assign(Object.assign({}, DEFAULT_SESSION_CONFIG), { tickMs: 100 });

/** While output runs the account is written this often; after a reset that much is added to what was delivered. */
const RUNNING_TICKS = 200;
const RUNNING_MS = 10000;
/** A rest is written once a minute: a reset makes it longer by that at most, never shorter. */
const RESTING_TICKS = 1200;

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
    ? restoredSession(CONFIG, HARD, stored.memory, RUNNING_MS)
    : initialSession(CONFIG, 1, HARD);
  if (stored.corrupt) assumeTheWorst(state);
  writeAccount(state);
  return state;
}

/** Whether the account is to be written although no phase changed; `passed` ticks since the last question. */
export function isAccountDue(state: SessionState, passed: number): boolean {
  ticks += passed;
  return ticks >= RUNNING_TICKS && (ticks >= RESTING_TICKS || isRunning(state));
}

/** @returns false when flash did not take it. */
export function writeAccount(state: SessionState): boolean {
  ticks = 0;
  return writeSession(memoryOf(state));
}
