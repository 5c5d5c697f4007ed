import {
  DEFAULT_SESSION_CONFIG,
  initialSession,
  isRunning,
  latestNow,
  type SessionConfig,
  type SessionState,
} from '../../protocol/session.ts';
import { memoryOf, restoredSession } from '../../protocol/session-memory.ts';
import { HARD } from './hard-limits.ts';
import { readSession, writeSession } from './session-store.ts';

/** The session's own tick takes an Espruino 15 ms: it comes at every second beat. The ramp leaves room for what such a tick may be late by. */
const OWN = { tickMs: 100, rampDownMs: 300, deviceId: getSerial() };
const CONFIG: SessionConfig = Object.assign(Object.assign({}, DEFAULT_SESSION_CONFIG), OWN);

/** While output runs the account is written this often; after a reset that much is added to what was delivered, and what a busy band may be late by. */
const RUNNING_TICKS = 200;
const RUNNING_MS = 10500;
/** A rest is written once a minute: a reset makes it longer by that at most, never shorter. */
const RESTING_TICKS = 1200;
/** Otherwise once an hour, for the time that has passed: a day's window gets longer by a reset, never shorter. */
const IDLE_TICKS = 72000;
/** What was told of the time meanwhile is written by itself: a reset, and a gateway that then says less, gains no more than this. */
const TOLD_S = 3600;
/** More than any prescription has, and than a day has sessions. */
const USED_UP = 4294967295;

let ticks = 0;
let keptPhase = '';
let keptFault = '';
let keptSessions = 0;
let keptNowS = 0;

/** Where nothing readable is left of an account that once existed, the day counts as used up. */
function assumeTheWorst(state: SessionState): void {
  state.dayMs = state.config.dayMaxMs;
  state.daySessions = USED_UP;
  state.prescriptionMs = USED_UP;
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
  return state;
}

/** What a restart would make a difference between. ARMED is none: a gateway that arms all day wears out no flash. */
function weightOf(state: SessionState): string {
  if (isRunning(state)) return 'RUNNING';
  return state.state === 'ARMED' ? 'IDLE' : state.state;
}

/** Once flash knows that the prescription has expired, no later time makes a difference: a gateway that plays with it wears out nothing. */
function isTimeStale(state: SessionState): boolean {
  const sealed = state.prescription;
  return sealed !== null && keptNowS < sealed.expiresAtS && state.latestNowS > keptNowS + TOLD_S;
}

/** Whether what happened must be written at once. */
export function isAccountStale(state: SessionState): boolean {
  const isOther = weightOf(state) !== keptPhase || state.fault !== keptFault || state.sessions !== keptSessions;
  return isOther || isTimeStale(state);
}

/** Whether flash knows that the session which runs was begun. */
export function isStartKept(state: SessionState): boolean {
  return state.sessions === keptSessions;
}

/** Whether the account is to be written although nothing happened; `passed` ticks since the last question. */
export function isAccountDue(state: SessionState, passed: number): boolean {
  ticks += passed;
  if (ticks < RUNNING_TICKS) return false;
  return isRunning(state) || ticks >= (state.restLeftMs > 0 ? RESTING_TICKS : IDLE_TICKS);
}

/** @returns false when flash did not take it. */
export function writeAccount(state: SessionState): boolean {
  ticks = 0;
  keptPhase = weightOf(state);
  keptFault = state.fault;
  keptNowS = latestNow(state);
  const isWritten = writeSession(memoryOf(state));
  if (isWritten) keptSessions = state.sessions;
  return isWritten;
}
