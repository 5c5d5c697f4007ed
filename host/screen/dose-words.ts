import { formatDuration } from '../../protocol/units.ts';
import type { DoseDayRow } from './dose-review.ts';
import { count } from './words.ts';

const DAY_MS = 86_400_000;

/** Days without a dose between the first and the last shown: a gap must be seen as one. */
export function everyDay(days: readonly DoseDayRow[]): DoseDayRow[] {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const byDay = new Map(days.map((day) => [day.day, day]));
  const length = Math.round((Date.parse(last.day) - Date.parse(first.day)) / DAY_MS) + 1;
  let limitMs = first.limitMs;
  return Array.from({ length }, (_, i) => {
    const day = new Date(Date.parse(first.day) + i * DAY_MS).toISOString().slice(0, 10);
    const known = byDay.get(day);
    limitMs = known?.limitMs ?? limitMs;
    return known ?? { day, onTimeMs: 0, limitMs, sessions: 0, peakUa: 0, pulses: 0, note: '' };
  });
}

/** The text that stands for the chart where it can't be seen. */
export function daySummary(days: readonly DoseDayRow[]): string {
  if (days.length === 0) return 'Nothing was delivered in the last four weeks.';
  const totalMs = days.reduce((sum, day) => sum + day.onTimeMs, 0);
  const most = days.reduce((a, b) => (b.onTimeMs > a.onTimeMs ? b : a));
  const over = days.filter(({ onTimeMs, limitMs }) => limitMs !== null && onTimeMs > limitMs).length;
  const above = over === 0 ? 'No day went above its limit.' : `${count(over, 'day')} went above the limit.`;
  return `${formatDuration(totalMs)} min on ${count(days.length, 'day')} of the last four weeks; most on ${most.day}: ${formatDuration(most.onTimeMs)} min. ${above}`;
}
