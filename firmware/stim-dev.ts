import { DEFAULT_SESSION_CONFIG, initialSession, stepSession } from '../protocol/session.ts';
import { HARD } from './stimulator/hard-limits.ts';
import './stim-band.ts';

/** The stim band with its reducer within reach of whoever has the interpreter's console on a bench. Never on a band that is worn. */
(globalThis as unknown as { limber: object }).limber = {
  initialSession: initialSession,
  stepSession: stepSession,
  config: DEFAULT_SESSION_CONFIG,
  hard: HARD,
};
