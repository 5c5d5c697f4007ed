/**
 * How long a rest follows a session.
 * full: `restMs` after any session that was started (the policy of the reference traces).
 * proportional: `restMs` after a session that ran its course; after an involuntary end, or less than `briefMs` of
 * output, as long as the output was and at least `restMinMs`, and what is left of the session may be started anew.
 */
export type RestPolicy = 'full' | 'proportional';

/** Times and slopes of a session. Where a hard ceiling speaks of the same thing, the stricter of the two holds. */
export interface SessionConfig {
  /** This band's own: a prescription sealed for another is refused. */
  readonly deviceId: string;
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
  /** Three restarts in mid-session within so much of the band's time are a fault. */
  readonly loopWindowMs: number;
}

/** What a real band runs under; reasons are in the table of protocol/limits.ts and in DECISIONS.md. */
export const DEFAULT_SESSION_CONFIG: SessionConfig = {
  deviceId: '',
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
  sealRequired: true,
  staleMs: 1000,
  offerTtlMs: 30000,
  loopWindowMs: 600000,
};
