import type { SessionPhase, StimulationTelemetry } from '../../../protocol/session.ts';
import type { CoursePhase } from './stim-course.ts';

/** What one course delivered, followed from the band's own counters: whole numbers, never estimated, never corrected down. */
export interface Delivery {
  /** When it was asked for; null before. */
  readonly askedAtMs: number | null;
  readonly running: boolean;
  /** The band's counters when they were last booked. */
  readonly mark: CounterMark | null;
  readonly bookedAtMs: number;
  readonly totals: DoseIncrement;
  /** The band's word; 'UNKNOWN' when it fell silent; 'none' when nothing was delivered and nothing was wrong. */
  readonly stopReason: string;
  readonly stoppingSinceMs: number | null;
  readonly over: boolean;
}

interface CounterMark {
  readonly boot: number;
  readonly session: number;
  readonly pulses: number;
  readonly chargeNc: number;
  readonly dayMs: number;
}

export interface DoseIncrement {
  readonly pulses: number;
  /** Absolute charge of both phases of every pulse. */
  readonly chargeNc: number;
  readonly onTimeMs: number;
  readonly peakCurrentUa: number;
}

/** After each step of the course: `telemetry` where the band just reported. */
export interface DeliveryInput {
  readonly atMs: number;
  readonly phase: CoursePhase;
  readonly reason: string;
  readonly telemetry: StimulationTelemetry | null;
}

export type DeliveryEvent =
  | ({ readonly kind: 'dose' } & DoseIncrement)
  | { readonly kind: 'started'; readonly currentUa: number }
  | { readonly kind: 'stopped'; readonly currentUa: number; readonly reason: string }
  | { readonly kind: 'over' };

const BOOK_EVERY_MS = 1000;
/** A band not heard for this long after STOP is given up: its lease has run out long ago, but nobody saw it. */
const GIVEN_UP_MS = 30_000;
const RUNNING: readonly SessionPhase[] = ['RAMPING_UP', 'ACTIVE', 'PAUSED', 'RAMPING_DOWN'];
const NOTHING: DoseIncrement = { pulses: 0, chargeNc: 0, onTimeMs: 0, peakCurrentUa: 0 };

export function initialDelivery(): Delivery {
  return {
    askedAtMs: null,
    running: false,
    mark: null,
    bookedAtMs: Number.NEGATIVE_INFINITY,
    totals: NOTHING,
    stopReason: 'none',
    stoppingSinceMs: null,
    over: false,
  };
}

export function askDelivery(delivery: Delivery, atMs: number): Delivery {
  return { ...delivery, askedAtMs: atMs };
}

export function stepDelivery(delivery: Delivery, input: DeliveryInput): [Delivery, DeliveryEvent[]] {
  const events: DeliveryEvent[] = [];
  const told = input.telemetry ? takeTelemetry(delivery, input.telemetry, input.atMs, events) : delivery;
  return [judgeEnd(told, input, events), events];
}

function takeTelemetry(
  delivery: Delivery,
  telemetry: StimulationTelemetry,
  atMs: number,
  events: DeliveryEvent[],
): Delivery {
  const running = RUNNING.includes(telemetry.state);
  const mark = delivery.mark ?? markOf(telemetry);
  const increment = incrementSince(mark, telemetry);
  const changed = running !== delivery.running;
  if (running && changed) events.push({ kind: 'started', currentUa: telemetry.currentUa });
  const due = increment !== null && (changed || atMs - delivery.bookedAtMs >= BOOK_EVERY_MS || !running);
  if (due) events.push({ kind: 'dose', ...increment });
  if (!running && changed) events.push({ kind: 'stopped', currentUa: telemetry.currentUa, reason: wordOf(telemetry) });
  const booked = due
    ? { mark: markOf(telemetry), bookedAtMs: atMs, totals: sum(delivery.totals, increment) }
    : { mark };
  return { ...delivery, ...booked, running, ...(changed && !running ? { stopReason: wordOf(telemetry) } : {}) };
}

const wordOf = (telemetry: StimulationTelemetry): string => telemetry.fault || telemetry.stopReason || 'UNKNOWN';

const markOf = ({ boot, session, pulses, chargeNc, dayMs }: StimulationTelemetry): CounterMark => ({
  boot,
  session,
  pulses,
  chargeNc,
  dayMs,
});

/** Null where nothing was delivered. A new session's counters begin at 0, and so does the account of a new day. */
function incrementSince(mark: CounterMark, telemetry: StimulationTelemetry): DoseIncrement | null {
  const from = telemetry.session === mark.session ? mark : { boot: telemetry.boot, pulses: 0, chargeNc: 0 };
  const increment = {
    pulses: Math.max(0, telemetry.pulses - from.pulses),
    chargeNc: chargeSince(from, telemetry),
    onTimeMs: telemetry.dayMs >= mark.dayMs ? telemetry.dayMs - mark.dayMs : telemetry.dayMs,
    peakCurrentUa: telemetry.peakCurrentUa,
  };
  return increment.pulses + increment.chargeNc + increment.onTimeMs === 0 ? null : increment;
}

/** The wire carries 32 bits, 4.29 C: within one start of the band a smaller number has wrapped, after a restart it has not. */
function chargeSince(
  from: { readonly boot: number; readonly chargeNc: number },
  telemetry: StimulationTelemetry,
): number {
  const difference = telemetry.chargeNc - from.chargeNc;
  if (difference >= 0) return difference;
  return telemetry.boot === from.boot ? difference + 2 ** 32 : 0;
}

function sum(totals: DoseIncrement, more: DoseIncrement): DoseIncrement {
  return {
    pulses: totals.pulses + more.pulses,
    chargeNc: totals.chargeNc + more.chargeNc,
    onTimeMs: totals.onTimeMs + more.onTimeMs,
    peakCurrentUa: Math.max(totals.peakCurrentUa, more.peakCurrentUa),
  };
}

function judgeEnd(delivery: Delivery, { atMs, phase, reason }: DeliveryInput, events: DeliveryEvent[]): Delivery {
  if (delivery.askedAtMs === null || delivery.over) return delivery;
  const stoppingSinceMs = phase === 'stopping' ? (delivery.stoppingSinceMs ?? atMs) : null;
  const lost = stoppingSinceMs !== null && atMs - stoppingSinceMs > GIVEN_UP_MS;
  if (phase !== 'idle' && !lost) return { ...delivery, stoppingSinceMs };
  events.push({ kind: 'over' });
  const neverBegan = delivery.stopReason === 'none' && reason !== '' ? reason : delivery.stopReason;
  return { ...delivery, stoppingSinceMs, over: true, stopReason: lost ? 'UNKNOWN' : neverBegan };
}
