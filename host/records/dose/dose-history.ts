import type { Booking, DoseFacts, PrescribedLimits, StimulatedSession } from './dose-facts.ts';

export interface DoseSum {
  readonly pulses: number;
  readonly chargeNc: number;
  readonly onTimeMs: number;
  readonly peakCurrentUa: number;
}

/**
 * counted: by the band, to the end. rounded-up: the band restarted during it and added what it may have delivered unseen.
 * at-least: the gateway died, and what the band counted since is not known yet. running: not over.
 */
export type DoseAccount = 'counted' | 'rounded-up' | 'at-least' | 'running';

export interface SessionDose extends DoseSum {
  readonly id: string;
  readonly exercise: string;
  /** UTC, ms: of the first booking on this day. */
  readonly fromWallMs: number;
  readonly prescription: PrescribedLimits | null;
  /** The band's word; empty while it runs. */
  readonly stopReason: string;
  readonly account: DoseAccount;
  /** Began on an earlier day: of both days only the day's own part is listed. */
  readonly goesOn: boolean;
}

export interface DayDose extends DoseSum {
  /** Local, like 2026-03-01. */
  readonly day: string;
  readonly sessions: readonly SessionDose[];
  /** The least that a prescription of this day allows a day; null where none is known. */
  readonly limitMs: number | null;
  /** The label lies after now: a clock was ahead when it was booked. It counts all the same. */
  readonly inFuture: boolean;
}

export interface HistoryView {
  /** IANA name. */
  readonly timeZone: string;
  /** UTC, ms. */
  readonly nowMs: number;
  /** So many local days up to today; absent: all. */
  readonly days?: number | undefined;
}

const NOTHING: DoseSum = { pulses: 0, chargeNc: 0, onTimeMs: 0, peakCurrentUa: 0 };

/**
 * By local days, oldest label first. Each booking is in exactly one day, whatever clocks did: labels decide under which
 * day it is shown, never whether it counts. Beyond `days`, what was booked after the first one shown is shown too.
 */
export function doseHistory(facts: DoseFacts, view: HistoryView): DayDose[] {
  const dayOf = localDay(view.timeZone);
  const today = dayOf(view.nowMs);
  const from = view.days === undefined ? '' : daysBefore(today, view.days - 1);
  const labelled = facts.bookings.map((booking) => ({ booking, day: dayOf(booking.wallMs) }));
  const first = labelled.findIndex(({ day }) => day >= from);
  const shown = first < 0 ? [] : labelled.slice(first).filter(({ booking }) => delivered(booking));
  const byDay = Map.groupBy(shown, ({ day }) => day);
  const days = [...byDay].sort(([a], [b]) => (a < b ? -1 : 1));
  const seen = new Set<string>();
  return days.map(([day, entries]) => {
    const bySession = Map.groupBy(entries, ({ booking }) => booking.sessionId);
    const sessions = [...bySession].map(([id, own]) => {
      const dose = sessionDose(
        facts,
        id,
        own.map(({ booking }) => booking),
        seen.has(id),
      );
      seen.add(id);
      return dose;
    });
    const limits = sessions.flatMap(({ prescription }) => (prescription ? [prescription.dayMs] : []));
    return {
      day,
      ...sumOf(sessions),
      sessions,
      limitMs: limits.length > 0 ? Math.min(...limits) : null,
      inFuture: day > today,
    };
  });
}

/** A mark without a dose only says where a band's counters stood. */
const delivered = ({ pulses, chargeNc, onTimeMs }: Booking): boolean => pulses + chargeNc + onTimeMs > 0;

function sessionDose(facts: DoseFacts, id: string, bookings: readonly Booking[], goesOn: boolean): SessionDose {
  const session = facts.sessions.find((one) => one.id === id);
  return {
    id,
    exercise: session?.exercise ?? '',
    fromWallMs: bookings[0]!.wallMs,
    ...sumOf(bookings),
    prescription: session?.prescription ?? null,
    stopReason: session ? stopReasonOf(session) : 'UNKNOWN',
    account: accountOf(facts, id, session),
    goesOn,
  };
}

function stopReasonOf({ state, stopReasons }: StimulatedSession): string {
  return stopReasons.at(-1) ?? (state === 'running' ? '' : 'UNKNOWN');
}

const RESTARTED: readonly string[] = ['REBOOT', 'REBOOT_LOOP'];

function accountOf({ bookings }: DoseFacts, id: string, session: StimulatedSession | undefined): DoseAccount {
  const own = bookings.filter(({ sessionId }) => sessionId === id);
  const boots = new Set(own.flatMap(({ boot }) => (boot === null ? [] : [boot])));
  if (boots.size > 1 || session?.stopReasons.some((reason) => RESTARTED.includes(reason))) return 'rounded-up';
  if (session?.state === 'running') return 'running';
  const last = bookings.findLastIndex(({ sessionId }) => sessionId === id);
  // A band that was heard since has told all it had counted.
  const heardSince = bookings.some(({ device }, i) => i > last && device !== null && device === bookings[last]?.device);
  const learned = heardSince || own.some(({ late }) => late);
  const unseen = session === undefined || session.state === 'interrupted' || stopReasonOf(session) === 'UNKNOWN';
  return unseen && !learned ? 'at-least' : 'counted';
}

export function sumOf(parts: readonly DoseSum[]): DoseSum {
  return parts.reduce<DoseSum>(
    (sum, part) => ({
      pulses: sum.pulses + part.pulses,
      chargeNc: sum.chargeNc + part.chargeNc,
      onTimeMs: sum.onTimeMs + part.onTimeMs,
      peakCurrentUa: Math.max(sum.peakCurrentUa, part.peakCurrentUa),
    }),
    NOTHING,
  );
}

/** @throws RangeError for a time zone that there isn't */
function localDay(timeZone: string): (wallMs: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (wallMs) => format.format(wallMs);
}

/** By the calendar: a day of 23 or 25 hours is one day. */
function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
