import { formatCurrent } from '../../protocol/units.ts';
import { type DayDose, type DoseAccount, type DoseSum, type SessionDose, sumOf } from '../records/dose/dose-history.ts';

const BAR_CELLS = 24;
const ACCOUNTS: Readonly<Record<DoseAccount, string>> = {
  counted: '',
  'rounded-up': 'rounded up: the band restarted',
  'at-least': 'at least: the gateway died, the rest is not known yet',
  running: 'still running',
};

export interface HistoryHead {
  readonly patient: string;
  readonly timeZone: string;
  /** Absent: all. */
  readonly days: number | undefined;
}

export function historyLines(history: readonly DayDose[], { patient, timeZone, days }: HistoryHead): string[] {
  const span = days === undefined ? 'all days' : days === 1 ? 'today' : `the last ${days} days`;
  const head = `Delivered to ${patient}, by the band's own counts; ${span} by the time of ${timeZone}`;
  if (history.length === 0) return [head, 'nothing was delivered'];
  return [head, ...history.flatMap((day) => dayLines(day, history, timeZone)), '', sumLine(history)];
}

/** A day with its bar, then its sessions. */
function dayLines(day: DayDose, all: readonly DayDose[], timeZone: string): string[] {
  const longestMs = Math.max(...all.map(({ onTimeMs }) => onTimeMs));
  const limit = day.limitMs === null ? '' : ` of ${minutes(day.limitMs)}`;
  const notes = [
    ...(day.limitMs !== null && day.onTimeMs > day.limitMs ? ['MORE THAN PRESCRIBED'] : []),
    ...(day.inFuture ? ['labelled by a clock that was ahead'] : []),
  ];
  const figures = `${minutes(day.onTimeMs)}${limit} min`.padEnd(21);
  const line = `${day.day} ${bar(day.onTimeMs, day.limitMs ?? longestMs)} ${figures} ${doseWords(day)}`;
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  return ['', [line, ...notes].join('  '), ...day.sessions.map((session) => sessionLine(session, clock))];
}

function sessionLine(session: SessionDose, clock: Intl.DateTimeFormat): string {
  const { prescription } = session;
  const over =
    prescription && (session.onTimeMs > prescription.sessionMs || session.peakCurrentUa > prescription.ceilingUa);
  return [
    `  ${clock.format(session.fromWallMs)}`,
    `${minutes(session.onTimeMs)}${prescription ? ` of ${minutes(prescription.sessionMs)}` : ''} min`,
    `${doseWords(session)}${prescription ? ` of ${formatCurrent(prescription.ceilingUa)}` : ''}`,
    prescription ? `${prescription.id} revision ${prescription.revision}` : 'prescription not recorded',
    ...(session.stopReason ? [session.stopReason] : []),
    ...(over ? ['MORE THAN PRESCRIBED'] : []),
    ...(ACCOUNTS[session.account] ? [ACCOUNTS[session.account]] : []),
    ...(session.goesOn ? ['began the day before'] : []),
    `session ${session.id}`,
  ].join('  ');
}

const sumLine = (history: readonly DayDose[]): string => {
  const sum = sumOf(history);
  return `${history.length} ${history.length === 1 ? 'day' : 'days'}: ${minutes(sum.onTimeMs)} min  ${doseWords(sum)}`;
};

const doseWords = ({ pulses, chargeNc, peakCurrentUa }: DoseSum): string =>
  `${pulses} pulses  ${(chargeNc / 1_000_000).toFixed(1)} mC  peak ${formatCurrent(peakCurrentUa)}`;

/** "72:05": minutes and seconds, never rounded up to a whole minute. */
function minutes(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function bar(partMs: number, wholeMs: number): string {
  const filled = wholeMs > 0 ? Math.min(BAR_CELLS, Math.ceil((BAR_CELLS * partMs) / wholeMs)) : 0;
  return '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
}
