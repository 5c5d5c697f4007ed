import type { SealedPrescription } from './generated/device-wire.ts';
import type { HardCeilings } from './hard-ceilings.ts';

export type SessionPhase = 'IDLE' | 'ARMED' | 'RAMPING_UP' | 'ACTIVE' | 'PAUSED' | 'RAMPING_DOWN' | 'LOCKOUT' | 'FAULT';

export type StopReason =
  | ''
  | 'STOP'
  | 'SESSION_DONE'
  | 'DAY_LIMIT'
  | 'LEASE_LOST'
  | 'BATTERY'
  | 'FAULT'
  | 'REBOOT'
  | 'PAUSE_TOO_LONG'
  | 'ARM_TIMEOUT'
  | 'LEAD_OFF'
  | 'OVER_TEMPERATURE'
  | 'HELD'
  | 'CHARGING';

export type AckResult = 'DONE' | 'REFUSED' | 'DUPLICATE';

/** Why a command was refused, or STEP_CAPPED: done, but with a smaller increase; empty: done as asked. */
export type AnswerReason =
  | ''
  | 'STEP_CAPPED'
  | 'NOT_AUTHENTIC'
  | 'OTHER_BOOT'
  | 'REPLAYED'
  | 'MALFORMED'
  | 'WRONG_STATE'
  | 'EXPIRED'
  | 'PATTERN_OUT_OF_RANGE'
  | 'PAD_TOO_SMALL'
  | 'ABOVE_HARD_CEILING'
  | 'ABOVE_CEILING'
  | 'NO_CONTACT'
  | 'NOT_CONFIRMED'
  | 'NO_LEASE'
  | 'SESSION_USED_UP'
  | 'DAY_USED_UP'
  | 'BATTERY_LOW'
  | 'TOO_SOON'
  | 'INCREASES_FROZEN'
  | 'OTHER_FAULT'
  | 'SERVICE_ONLY'
  | 'CAUSE_REMAINS'
  | 'NOT_PRESCRIBED'
  | 'OTHER_PRESCRIPTION'
  | 'NOT_SEALED'
  | 'SUPERSEDED'
  | 'OTHER_DEVICE'
  | 'OTHER_HOST'
  | 'STALE'
  | 'SESSIONS_USED_UP'
  | 'PRESCRIPTION_USED_UP'
  | 'CHARGING';

/**
 * How long a rest follows a session.
 * full: `restMs` after any session that was started (the policy of the reference traces).
 * proportional: `restMs` after a session that ran its course; after an involuntary end, or less than `briefMs` of
 * output, as long as the output was and at least `restMinMs`, and what is left of the session may be started anew.
 */
export type RestPolicy = 'full' | 'proportional';

/** Times and slopes of a session. Where a hard ceiling speaks of the same thing, the stricter of the two holds. */
export interface SessionConfig {
  readonly tickMs: number;
  readonly leaseMaxMs: number;
  /** Output rises only while the last lease is at most this old; it holds for the whole lease. */
  readonly riseFreshMs: number;
  readonly armTtlMs: number;
  readonly riseUaPerS: number;
  readonly stepMaxUa: number;
  readonly stepDwellMs: number;
  /** Oversized increases in one session after which no further increase is taken (a stuck key, a broken host). */
  readonly oversizedMax: number;
  readonly rampDownMs: number;
  readonly restPolicy: RestPolicy;
  readonly restMs: number;
  readonly restMinMs: number;
  readonly briefMs: number;
  readonly sessionMaxMs: number;
  readonly dayMaxMs: number;
  /** The day's account starts anew this long after its first output. */
  readonly dayWindowMs: number;
  readonly pauseMaxMs: number;
  /** Contact must have held this long before a lead-off can be acknowledged. */
  readonly contactHealthyMs: number;
  /** What is believed of the contact until it was measured. */
  readonly contactAtBoot: boolean;
  readonly batteryLowPercent: number;
  readonly batteryCriticalPercent: number;
  /** With a low battery a session may still run this long. */
  readonly batteryLowMs: number;
  /** Nothing is armed without a sealed prescription. Off in the reference traces only: they know no seal. */
  readonly sealRequired: boolean;
  /** A LEASE, START, SET or RESUME whose host has not heard the band for longer than this is not executed. */
  readonly staleMs: number;
  /** A new prescription waits this long for the button. */
  readonly offerTtlMs: number;
  /** This many restarts in mid-session within `loopWindowMs` of the band's time are a fault. */
  readonly loopBoots: number;
  readonly loopWindowMs: number;
}

/** What a real band runs under; reasons are in the table of protocol/limits.ts and in DECISIONS.md. */
export const DEFAULT_SESSION_CONFIG: SessionConfig = {
  tickMs: 50,
  leaseMaxMs: 2000,
  riseFreshMs: 1000,
  armTtlMs: 30000,
  riseUaPerS: 4000,
  stepMaxUa: 2000,
  stepDwellMs: 1000,
  oversizedMax: 5,
  rampDownMs: 500,
  restPolicy: 'proportional',
  restMs: 1800000,
  restMinMs: 10000,
  briefMs: 60000,
  sessionMaxMs: 3600000,
  dayMaxMs: 10800000,
  dayWindowMs: 86400000,
  pauseMaxMs: 300000,
  contactHealthyMs: 3000,
  contactAtBoot: false,
  batteryLowPercent: 15,
  batteryCriticalPercent: 5,
  batteryLowMs: 120000,
  sealRequired: false,
  staleMs: 1000,
  offerTtlMs: 30000,
  loopBoots: 3,
  loopWindowMs: 600000,
};

/**
 * All a session knows, flat: `Object.assign({}, state)` is a full copy. `stepSession` changes it in place, because a
 * band has no memory to spare for one object a tick. Whole numbers only.
 */
export interface SessionState {
  readonly config: SessionConfig;
  readonly hard: HardCeilings;
  boot: number;
  state: SessionPhase;
  /** What the output stage must deliver now: the one field that a supervisor drives it with. */
  currentUa: number;
  targetUa: number;
  ceilingUa: number;
  phaseUs: number;
  rateMillihertz: number;
  sessionLimitMs: number;
  dayLimitMs: number;
  /** Highest counter accepted so far, and the reason that was given with its answer. */
  counter: number;
  counterReason: AnswerReason;
  /** Answer to the latest command, accepted or not. */
  ackCounter: number;
  ackResult: AckResult;
  ackReason: AnswerReason;
  /** Commands dropped because they were not authentic, replayed or meant for another boot. */
  rejected: number;
  confirmed: boolean;
  armedMs: number;
  leaseLeftMs: number;
  leaseAgeMs: number;
  sinceRiseMs: number;
  oversized: number;
  rampFromUa: number;
  pausedMs: number;
  /** Output time, ramps included, of the running session; 0 when none runs. */
  sessionMs: number;
  /** Output time since the last full rest. */
  blockMs: number;
  dayMs: number;
  dayAgeMs: number;
  restLeftMs: number;
  sinceOutputMs: number;
  /** Counted up by each START. Dose counters below belong to that session and stay until the next. */
  sessions: number;
  pulses: number;
  /** Absolute charge, both phases of each pulse; what is short of a nC waits in `chargePc`. */
  chargeNc: number;
  chargePc: number;
  /** Pulses not yet whole, in millionths. */
  pulsePpm: number;
  peakCurrentUa: number;
  contactOk: boolean;
  contactOkMs: number;
  batteryPercent: number;
  fault: string;
  stopReason: StopReason;
  /** In force: confirmed with the button; null without one. Never written into. */
  prescription: SealedPrescription | null;
  /** Verified, and waiting for the button. */
  offer: SealedPrescription | null;
  offerMs: number;
  /** Highest revision that was ever in force: older ones are refused, even when the stored copy is lost. */
  revision: number;
  /** Sessions begun since the day's account began; what a rest has interrupted is not counted anew. */
  daySessions: number;
  /** Output time under the prescription in force. */
  prescriptionMs: number;
  /** The host that armed; others may only STOP. 0 where it did not say. */
  host: number;
  /** Restarts in mid-session, and the band's time since the first of them. */
  loopBoots: number;
  loopMs: number;
  charging: boolean;
  /** Latest time any authentic ARM brought, UTC seconds: expiry is judged by the later of two times. */
  latestNowS: number;
  /** Transitions so far, and the last one: an auditor compares `changes` before and after a step. */
  changes: number;
  changedFrom: SessionPhase;
  changedBy: string;
}

/** IDLE, no output, nothing used up. `boot` must differ from every earlier one. */
export function initialSession(config: SessionConfig, boot: number, hard: HardCeilings): SessionState {
  return {
    config: config,
    hard: hard,
    boot: boot,
    state: 'IDLE',
    currentUa: 0,
    targetUa: 0,
    ceilingUa: 0,
    phaseUs: 0,
    rateMillihertz: 0,
    sessionLimitMs: 0,
    dayLimitMs: 0,
    counter: 0,
    counterReason: '',
    ackCounter: 0,
    ackResult: 'DONE',
    ackReason: '',
    rejected: 0,
    confirmed: false,
    armedMs: 0,
    leaseLeftMs: 0,
    leaseAgeMs: 0,
    sinceRiseMs: 0,
    oversized: 0,
    rampFromUa: 0,
    pausedMs: 0,
    sessionMs: 0,
    blockMs: 0,
    dayMs: 0,
    dayAgeMs: 0,
    restLeftMs: 0,
    sinceOutputMs: 0,
    sessions: 0,
    pulses: 0,
    chargeNc: 0,
    chargePc: 0,
    pulsePpm: 0,
    peakCurrentUa: 0,
    contactOk: config.contactAtBoot,
    contactOkMs: 0,
    batteryPercent: 100,
    fault: '',
    stopReason: '',
    prescription: null,
    offer: null,
    offerMs: 0,
    revision: 0,
    daySessions: 0,
    prescriptionMs: 0,
    host: 0,
    loopBoots: 0,
    loopMs: 0,
    charging: false,
    latestNowS: 0,
    changes: 0,
    changedFrom: 'IDLE',
    changedBy: '',
  };
}

/** RAMPING_UP, ACTIVE and RAMPING_DOWN: the only states with output. */
export function isLive(state: SessionState): boolean {
  return state.state === 'RAMPING_UP' || state.state === 'ACTIVE' || state.state === 'RAMPING_DOWN';
}

/** A session was started and has not ended: live or paused. */
export function isRunning(state: SessionState): boolean {
  return isLive(state) || state.state === 'PAUSED';
}

/** The one place that changes the phase. */
export function enter(state: SessionState, phase: SessionPhase, by: string): void {
  state.changedFrom = state.state;
  state.changedBy = by;
  state.changes++;
  state.state = phase;
}
