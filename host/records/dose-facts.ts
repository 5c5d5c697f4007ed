import type { Database } from './database.ts';
import type { DoseMark } from './dose-ledger.ts';
import { readJson } from './json-text.ts';
import type { DoseRow } from './ledger-link.ts';

/** One booking, in the order they were made. */
export interface Booking {
  readonly sessionId: string;
  /** UTC, ms: a label. */
  readonly wallMs: number;
  readonly pulses: number;
  readonly chargeNc: number;
  readonly onTimeMs: number;
  readonly peakCurrentUa: number;
  readonly late: boolean;
  /** Start of the band that it was counted in; null where the booking says nothing of it. */
  readonly boot: number | null;
  readonly device: string | null;
}

export interface StimulatedSession {
  readonly id: string;
  readonly exercise: string;
  readonly state: 'running' | 'completed' | 'stopped' | 'interrupted';
  /** In their order; empty where it was ended without a word. */
  readonly stopReasons: readonly string[];
  readonly prescription: PrescribedLimits | null;
}

export interface PrescribedLimits {
  readonly id: string;
  readonly revision: number;
  readonly ceilingUa: number;
  readonly sessionMs: number;
  readonly dayMs: number;
}

/** All that was booked for a person, and what is known of the sessions it belongs to. */
export interface DoseFacts {
  readonly bookings: readonly Booking[];
  readonly sessions: readonly StimulatedSession[];
}

export function readDoseFacts(database: Database, person: string): DoseFacts {
  const rows = database.sql.prepare('SELECT * FROM dose WHERE person = ? ORDER BY seq').all(person);
  const bookings = rows.map((row) => bookingOf(row as unknown as DoseRow));
  const ids = [...new Set(bookings.map(({ sessionId }) => sessionId))];
  return { bookings, sessions: ids.map((id) => readSession(database, id)) };
}

/** Everybody a session was stored of. */
export function readPeople(database: Database): string[] {
  return database.sql
    .prepare('SELECT DISTINCT person FROM session ORDER BY person')
    .all()
    .map((row) => String(row.person));
}

function bookingOf(row: DoseRow): Booking {
  const mark = row.mark ? (readJson(row.mark) as DoseMark | null) : null;
  return {
    sessionId: row.session_id,
    wallMs: row.wall_ms,
    pulses: row.pulses,
    chargeNc: row.charge_nc,
    onTimeMs: row.on_time_ms,
    peakCurrentUa: row.peak_current_ua,
    late: row.late === 1,
    boot: mark?.boot ?? null,
    device: row.device ?? null,
  };
}

interface DecidedDetail {
  readonly reason?: string;
  readonly prescription?: Record<string, unknown> | null;
}

function readSession(database: Database, id: string): StimulatedSession {
  const row = database.sql.prepare('SELECT state, start FROM session WHERE id = ?').get(id);
  const decisions = database.sql
    .prepare(
      "SELECT kind, detail FROM decision WHERE session_id = ? AND kind IN ('prescription', 'stimulation-stopped') ORDER BY seq",
    )
    .all(id)
    .map(({ kind, detail }) => ({ kind: String(kind), detail: readJson(detail) as DecidedDetail | null }));
  const decided = decisions.findLast(({ kind }) => kind === 'prescription');
  return {
    id,
    exercise: String((readJson(row?.start) as { readonly exercise?: string } | null)?.exercise ?? ''),
    state: (row?.state ?? 'interrupted') as StimulatedSession['state'],
    stopReasons: decisions.flatMap(({ kind, detail }) =>
      kind === 'stimulation-stopped' ? [String(detail?.reason ?? '')] : [],
    ),
    prescription: limitsOf(decided?.detail?.prescription),
  };
}

/** Of a stored dose decision; null where an older one has other fields. */
function limitsOf(prescription: Record<string, unknown> | null | undefined): PrescribedLimits | null {
  if (!prescription) return null;
  const [revision, ceilingUa, sessionMs, dayMs] = ['revision', 'ceilingUa', 'sessionMs', 'dayMs'].map((name) =>
    Number(prescription[name]),
  ) as [number, number, number, number];
  const known = [revision, ceilingUa, sessionMs, dayMs].every(Number.isSafeInteger);
  return known ? { id: String(prescription.id), revision, ceilingUa, sessionMs, dayMs } : null;
}
