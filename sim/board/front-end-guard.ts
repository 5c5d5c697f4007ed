import {
  BAD_SETTING,
  KICK_EXPIRED,
  LEAD_OFF,
  OVER_CURRENT,
  OVER_TEMPERATURE,
  SHORT,
  STUCK_PHASE,
} from './front-end-registers.ts';

/** What the guards of the output see at one moment; they need neither bus nor JavaScript. */
export interface GuardInput {
  /** Somebody asked for pulses, and the line permits them. */
  readonly running: boolean;
  /** What the amplitude register allows now: 0 while none are asked for. */
  readonly askedUa: number;
  readonly flowsUa: number;
  /** The same, as the read-back gives it. */
  readonly readUa: number;
  /** It flows without a change of sign. */
  readonly constant: boolean;
  readonly contact: boolean;
  readonly impedanceOhm: number;
  readonly rateHz: number;
  readonly temperatureC: number;
  readonly oneShotBroken: boolean;
  readonly comparatorBroken: boolean;
}

/** Times after which the hardware has switched off by itself: the contract of firmware/stimulator/README.md. */
const KICK_TIMEOUT_MS = 150;
const ONE_SHOT_MS = 1;
const COMPARATOR_MS = 1;
const LEAD_OFF_MS = 20;
const LEAD_OFF_PULSES = 2;
/** More than any skin has, however dry: a pad hangs on by a hair. */
const OPEN_OHM = 20_000;
/** Less than any skin has: the pads are bridged. */
const SHORT_OHM = 100;
const SHORT_MS = 20;
/** Two degrees above what ends a session in the firmware. */
const HOT_C = 43;
/** Slack of the comparator: the larger of 1 mA and 15 %. */
const SLACK_UA = 1000;
const SLACK = 0.15;

export interface FrontEndGuard {
  kick(tMs: number): void;
  /** From the last call to `tMs` all was as `input` says. @returns the flags to be latched, 0 while all is well. */
  watch(tMs: number, input: GuardInput): number;
  forget(tMs: number): void;
}

/** A condition that must last; it is true from the moment of the watch before the first that saw it. */
function lasting(): (isTrue: boolean, fromMs: number, tMs: number, limitMs: number) => boolean {
  let sinceMs = Number.POSITIVE_INFINITY;
  return (isTrue, fromMs, tMs, limitMs) => {
    sinceMs = isTrue ? Math.min(sinceMs, fromMs) : Number.POSITIVE_INFINITY;
    return tMs - sinceMs >= limitMs;
  };
}

export function createFrontEndGuard(): FrontEndGuard {
  let lastKickMs = Number.NEGATIVE_INFINITY;
  let atMs = 0;
  const isStuck = lasting();
  const isOver = lasting();
  const isOpen = lasting();
  const isBridged = lasting();
  return {
    kick: (tMs) => {
      lastKickMs = tMs;
    },
    forget: (tMs) => {
      atMs = tMs;
      for (const condition of [isStuck, isOver, isOpen, isBridged]) condition(false, tMs, tMs, 1);
    },
    watch: (tMs, input) => {
      const allowedUa = input.askedUa + Math.max(SLACK_UA, input.askedUa * SLACK);
      const open = input.askedUa > 0 && (!input.contact || input.impedanceOhm > OPEN_OHM);
      const openLimitMs = Math.min(LEAD_OFF_MS, (LEAD_OFF_PULSES * 1000) / Math.max(1, input.rateHz));
      const over =
        isOver(Math.max(input.flowsUa, input.readUa) > allowedUa, atMs, tMs, COMPARATOR_MS) && !input.comparatorBroken;
      const stuck = isStuck(input.constant && input.flowsUa > 0, atMs, tMs, ONE_SHOT_MS) && !input.oneShotBroken;
      const flags =
        (input.running && tMs - lastKickMs >= KICK_TIMEOUT_MS ? KICK_EXPIRED : 0) |
        (stuck ? STUCK_PHASE : 0) |
        (over ? OVER_CURRENT : 0) |
        (isBridged(input.askedUa > 0 && input.impedanceOhm < SHORT_OHM, tMs, tMs, SHORT_MS) ? SHORT : 0) |
        (isOpen(open, tMs, tMs, openLimitMs) ? LEAD_OFF : 0) |
        (input.running && input.temperatureC >= HOT_C ? OVER_TEMPERATURE : 0);
      atMs = tMs;
      return flags;
    },
  };
}

/** An amplitude may rise by this much in one write, and never above the stage's own peak. */
const STEP_COUNTS = 100;
const PEAK_COUNTS = 8000;

/** @returns BAD_SETTING where the hardware does not take this amplitude. */
export function judgeAmplitude(beforeCounts: number, counts: number): number {
  return counts > PEAK_COUNTS || counts > beforeCounts + STEP_COUNTS ? BAD_SETTING : 0;
}
