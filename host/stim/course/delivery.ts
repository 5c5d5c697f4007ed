import type { StimulationTelemetry } from '../../../protocol/session.ts';
import { isRunningPhase } from './band-phase.ts';
import { judgeEnd } from './delivery-end.ts';
import type { CoursePhase } from './stim-course.ts';
import type { CourseView } from './stim-course-view.ts';

/** What one course delivered, followed from the band's own counters: whole numbers, never estimated, never corrected down. */
export interface Delivery {
  /** When it was asked for; null before. */
  readonly askedAtMs: number | null;
  readonly running: boolean;
  /** The band's counters when they were last booked. */
  readonly mark: CounterMark | null;
  /** The mark is a host's before this one: what the band counted since belongs to that host's session. */
  readonly behind: boolean;
  /** Where the counters stood before the first current is on record. */
  readonly anchored: boolean;
  /** The latest frame that was taken: one that comes in after a later one tells of what is booked already. */
  readonly latest: { readonly boot: number; readonly sequence: number } | null;
  readonly bookedAtMs: number;
  readonly totals: DoseIncrement;
  /** The band's word; 'UNKNOWN' when it fell silent; 'none' when nothing was delivered and nothing was wrong. */
  readonly stopReason: string;
  readonly stoppingSinceMs: number | null;
  /** Ended before its time, and resting: goes on once the band is ready. */
  readonly waitsSinceMs: number | null;
  readonly goneOn: number;
  readonly over: boolean;
}

/** Whole numbers that a band counts itself; stored with each booking, so that the next one goes on from there. */
export interface CounterMark {
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
  readonly view: Pick<CourseView, 'state' | 'reason' | 'remainderMs' | 'restLeftMs'>;
  readonly telemetry: StimulationTelemetry | null;
}

export type DeliveryEvent =
  | ({ readonly kind: 'dose'; readonly mark: CounterMark } & DoseIncrement)
  /** Of the session before: nobody was left to book it. */
  | ({ readonly kind: 'late-dose'; readonly mark: CounterMark } & DoseIncrement)
  | { readonly kind: 'started'; readonly currentUa: number }
  | { readonly kind: 'stopped'; readonly currentUa: number; readonly reason: string }
  /** Ended before its time: what is left goes on after a short rest. */
  | { readonly kind: 'interrupted'; readonly remainderMs: number; readonly restMs: number }
  /** The rest is over: ARM and the button again, from 0. */
  | { readonly kind: 'again' }
  | { readonly kind: 'over' };

const BOOK_EVERY_MS = 1000;
const NOTHING: DoseIncrement = { pulses: 0, chargeNc: 0, onTimeMs: 0, peakCurrentUa: 0 };

/** @param mark as stored with the latest booking of this band; null where nothing was booked yet */
export function initialDelivery(mark: CounterMark | null = null): Delivery {
  return {
    askedAtMs: null,
    running: false,
    mark,
    behind: mark !== null,
    anchored: false,
    latest: null,
    bookedAtMs: Number.NEGATIVE_INFINITY,
    totals: NOTHING,
    stopReason: 'none',
    stoppingSinceMs: null,
    waitsSinceMs: null,
    goneOn: 0,
    over: false,
  };
}

export function askDelivery(delivery: Delivery, atMs: number): Delivery {
  return { ...delivery, askedAtMs: atMs };
}

export function stepDelivery(delivery: Delivery, input: DeliveryInput): [Delivery, DeliveryEvent[]] {
  const events: DeliveryEvent[] = [];
  const told = anchor(takeTelemetry(delivery, input, events), events);
  return [judgeEnd(told, input, events), events];
}

function takeTelemetry(delivery: Delivery, { telemetry, atMs }: DeliveryInput, events: DeliveryEvent[]): Delivery {
  if (telemetry === null || isOld(delivery, telemetry)) return delivery;
  const { boot, sequence } = telemetry;
  const heard = { ...delivery, latest: { boot, sequence } };
  return delivery.behind ? catchUp(heard, telemetry, atMs, events) : book(heard, telemetry, atMs, events);
}

function isOld({ latest, mark }: Delivery, { boot, sequence, session, pulses }: StimulationTelemetry): boolean {
  if (latest !== null && (boot < latest.boot || (boot === latest.boot && sequence <= latest.sequence))) return true;
  return (
    mark !== null &&
    boot === mark.boot &&
    (session < mark.session || (session === mark.session && pulses < mark.pulses))
  );
}

/** A host that dies before its first booking leaves the next one a mark to count from. */
function anchor(delivery: Delivery, events: DeliveryEvent[]): Delivery {
  const { askedAtMs, anchored, mark, behind } = delivery;
  if (askedAtMs === null || anchored || mark === null || behind) return delivery;
  events.push({ kind: 'dose', ...NOTHING, mark });
  return { ...delivery, anchored: true };
}

/** What the band counted while no host listened, and until it has ended what that host began. */
function catchUp(delivery: Delivery, telemetry: StimulationTelemetry, atMs: number, events: DeliveryEvent[]): Delivery {
  const running = isRunningPhase(telemetry.state);
  const increment = delivery.mark && incrementSince(delivery.mark, telemetry);
  const due = increment !== null && (!running || atMs - delivery.bookedAtMs >= BOOK_EVERY_MS);
  const mark = due ? markOf(telemetry) : delivery.mark;
  if (due) events.push({ kind: 'late-dose', ...increment, mark: markOf(telemetry) });
  return { ...delivery, mark, behind: running, ...(due ? { bookedAtMs: atMs } : {}) };
}

function book(delivery: Delivery, telemetry: StimulationTelemetry, atMs: number, events: DeliveryEvent[]): Delivery {
  const running = isRunningPhase(telemetry.state);
  const mark = delivery.mark ?? markOf(telemetry);
  const increment = incrementSince(mark, telemetry);
  const changed = running !== delivery.running;
  if (running && changed) events.push({ kind: 'started', currentUa: telemetry.currentUa });
  const due = increment !== null && (changed || atMs - delivery.bookedAtMs >= BOOK_EVERY_MS || !running);
  if (due) events.push({ kind: 'dose', ...increment, mark: markOf(telemetry) });
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
