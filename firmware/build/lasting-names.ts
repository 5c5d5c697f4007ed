import { BAND_WORDS } from '../../protocol/band-words.ts';

/**
 * Names under which a band keeps its account in flash (protocol/session-memory.ts, firmware/stimulator/session-store.ts), one letter each:
 * the next version of the firmware must find them again. Never reused, never changed.
 */
export const LASTING_NAMES: Readonly<Record<string, string>> = {
  boot: 'A',
  counter: 'B',
  fault: 'C',
  sessions: 'D',
  sessionMs: 'E',
  sessionLimitMs: 'F',
  blockMs: 'G',
  dayMs: 'H',
  dayAgeMs: 'I',
  restLeftMs: 'J',
  sinceOutputMs: 'K',
  latestNowS: 'L',
  pulses: 'M',
  chargeNc: 'N',
  peakCurrentUa: 'O',
  revision: 'P',
  prescriptionMs: 'Q',
  daySessions: 'R',
  loopBoots: 'S',
  loopMs: 'T',
  loopGapMs: 'U',
  sessionFullMs: 'V',
  ceilingUa: 'W',
  rateMillihertz: 'X',
  absoluteUs: 'Y',
  writes: 'Z',
  memory: '$',
};

/** Reasons: they are kept in flash and travel as text. */
export const LASTING_WORDS: Readonly<Record<string, string>> = Object.fromEntries(BAND_WORDS);

/** Texts that are compared inside a band and never leave it, beside the names of the wire's enums. */
export const INNER_WORDS: readonly string[] = [
  // Events of a session.
  'TICK',
  'COMMAND',
  'CONFIRM',
  'CONTACT',
  'END',
  'HOLD',
  'CHARGER',
  'ENROLLED',
  'CONFIRMED',
  // Others.
  'RUNNING',
  'full',
  'proportional',
];
