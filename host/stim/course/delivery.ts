import type { StimulationTelemetry } from '../../../protocol/session.ts';
import { isRunningPhase } from './band-phase.ts';
import { judgeEnd } from './delivery-end.ts';
import {
  addDose,
  type CounterMark,
  countsLess,
  type DoseIncrement,
  incrementSince,
  markFromZero,
  markOf,
  NO_DOSE,
} from './dose-counters.ts';
import { FRAME_OLD_MS } from './frame-age.ts';
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
  /** Since when the band has told less than the mark; null: it does not. */
  readonly lessSinceMs: number | null;
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
  /** Nothing runs any more of what a host before this one began; all of it is booked. */
  | { readonly kind: 'caught-up'; readonly reason: string; readonly mark: CounterMark }
  | { readonly kind: 'started'; readonly currentUa: number }
  | { readonly kind: 'stopped'; readonly currentUa: number; readonly reason: string }
  /** Ended before its time: what is left goes on after a short rest. */
  | { readonly kind: 'interrupted'; readonly remainderMs: number; readonly restMs: number }
  /** The rest is over: ARM and the button again, from 0. */
  | { readonly kind: 'again' }
  | { readonly kind: 'over' };

const BOOK_EVERY_MS = 1000;

/** @param mark as stored with the latest booking of this band; null where nothing was booked yet */
export function initialDelivery(mark: CounterMark | null = null): Delivery {
  return {
    askedAtMs: null,
    running: false,
    mark,
    behind: mark !== null,
    anchored: false,
    latest: null,
    lessSinceMs: null,
    bookedAtMs: Number.NEGATIVE_INFINITY,
    totals: NO_DOSE,
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
  const heard = fitMark({ ...delivery, latest: { boot, sequence } }, telemetry, atMs);
  if (heard.lessSinceMs !== null) return heard;
  return heard.behind ? catchUp(heard, telemetry, atMs, events) : book(heard, telemetry, atMs, events);
}

const isOld = ({ latest }: Delivery, { boot, sequence }: StimulationTelemetry): boolean =>
  latest !== null && (boot < latest.boot || (boot === latest.boot && sequence <= latest.sequence));

/** Frames that a host before this one was sent may still be on their way; a band that keeps telling less has lost its counters. */
function fitMark(delivery: Delivery, telemetry: StimulationTelemetry, atMs: number): Delivery {
  const { mark, lessSinceMs } = delivery;
  if (mark === null || !countsLess(telemetry, mark)) return { ...delivery, lessSinceMs: null };
  const sinceMs = lessSinceMs ?? atMs;
  const beganAnew = telemetry.boot > mark.boot || atMs - sinceMs >= FRAME_OLD_MS;
  return beganAnew
    ? { ...delivery, mark: markFromZero(telemetry), lessSinceMs: null }
    : { ...delivery, lessSinceMs: sinceMs };
}

/** A host that dies before its first booking leaves the next one a mark to count from. */
function anchor(delivery: Delivery, events: DeliveryEvent[]): Delivery {
  const { askedAtMs, anchored, mark, behind } = delivery;
  if (askedAtMs === null || anchored || mark === null || behind) return delivery;
  events.push({ kind: 'dose', ...NO_DOSE, mark });
  return { ...delivery, anchored: true };
}

/** What the band counted while no host listened, and until it has ended what that host began. */
function catchUp(delivery: Delivery, telemetry: StimulationTelemetry, atMs: number, events: DeliveryEvent[]): Delivery {
  const running = isRunningPhase(telemetry.state);
  const increment = delivery.mark && incrementSince(delivery.mark, telemetry);
  const due = increment !== null && (!running || atMs - delivery.bookedAtMs >= BOOK_EVERY_MS);
  const mark = due ? markOf(telemetry) : delivery.mark;
  if (due) events.push({ kind: 'late-dose', ...increment, mark: markOf(telemetry) });
  if (!running) events.push({ kind: 'caught-up', reason: wordOf(telemetry), mark: markOf(telemetry) });
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
    ? { mark: markOf(telemetry), bookedAtMs: atMs, totals: addDose(delivery.totals, increment) }
    : { mark };
  return { ...delivery, ...booked, running, ...(changed && !running ? { stopReason: wordOf(telemetry) } : {}) };
}

const wordOf = (telemetry: StimulationTelemetry): string => telemetry.fault || telemetry.stopReason || 'UNKNOWN';
