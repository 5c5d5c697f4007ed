import type { SealedPrescription } from './generated/device-wire.ts';
import type { HardCeilings } from './hard-ceilings.ts';
import type { SessionConfig } from './session-config.ts';

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
  /** Of a composite pulse its longest phase. */
  phaseUs: number;
  /** Segments of a composite pulse; empty for a symmetric one. */
  pattern: Uint8Array;
  /** PulseShape.absoluteUs of the armed pulse. */
  absoluteUs: number;
  /** PulseShape.runUs of the armed pulse: what its net charge is measured against. */
  runUs: number;
  rateMillihertz: number;
  /** When this session must be over; a low battery brings it forward. */
  sessionLimitMs: number;
  /** What was armed: output up to here is a full session, which a full rest follows. */
  sessionFullMs: number;
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
  /** In `upMs`: the latest lease, and the latest START, RESUME or increase. */
  leasedUpMs: number;
  roseUpMs: number;
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
  /** In `upMs`: since when the pads are on. */
  contactUpMs: number;
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
  /** Output time of all ended sessions under the prescription in force. */
  prescriptionMs: number;
  /** The host that armed; others may only STOP. 0 where it did not say. */
  host: number;
  /** Restarts in mid-session, two at most; the band's time from the latest to the last session's end, and between the latest two. */
  loopBoots: number;
  loopMs: number;
  loopGapMs: number;
  charging: boolean;
  /** The band's own time since it started, and where in it `latestNowS` was true. */
  upMs: number;
  toldAtMs: number;
  /** Latest time that was ever told, UTC seconds; it goes on by the band's own time (`latestNow`). */
  latestNowS: number;
  /** When the armed prescription expires, in `upMs`: whoever is told later stops nothing, but nothing rises any more. */
  expiresUpMs: number;
  /** Transitions and changes of prescription so far, and the last one: an auditor compares `changes` before and after a step. */
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
    pattern: new Uint8Array(0),
    absoluteUs: 0,
    runUs: 0,
    rateMillihertz: 0,
    sessionLimitMs: 0,
    sessionFullMs: 0,
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
    leasedUpMs: 0,
    roseUpMs: 0,
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
    contactUpMs: 0,
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
    loopGapMs: 0,
    charging: false,
    upMs: 0,
    toldAtMs: 0,
    latestNowS: 0,
    expiresUpMs: 0,
    changes: 0,
    changedFrom: 'IDLE',
    changedBy: '',
  };
}

/** RAMPING_UP, ACTIVE and RAMPING_DOWN: the only states with output. */
export function isLive(state: SessionState): boolean {
  return state.state === 'ACTIVE' || state.state === 'RAMPING_UP' || state.state === 'RAMPING_DOWN';
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
