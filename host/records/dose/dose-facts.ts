import type { Database } from '../database.ts';
import type { Opener } from '../sealing/seals.ts';
import { openSession, readDecisions } from '../session-rows.ts';
import type { SessionStart } from '../summary.ts';
import { amountsOf } from './dose-ledger.ts';

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
  const rows = database.sql
    .prepare(
      `SELECT audit.seq, dose.person, document, session_id, dose.wall_ms, late, device FROM dose
       LEFT JOIN audit ON audit.seq = audit_seq WHERE dose.person = ? ORDER BY dose.seq`,
    )
    .all(person);
  const opener = database.seals.opener();
  const bookings = rows.map((row) => bookingOf(opener, row));
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

function bookingOf(opener: Opener, row: Record<string, unknown>): Booking {
  const amounts = amountsOf(opener, row);
  return {
    sessionId: String(row.session_id),
    wallMs: Number(row.wall_ms),
    pulses: amounts?.pulses ?? 0,
    chargeNc: amounts?.charge_nc ?? 0,
    onTimeMs: amounts?.on_time_ms ?? 0,
    peakCurrentUa: amounts?.peak_current_ua ?? 0,
    late: row.late === 1,
    boot: amounts?.mark?.boot ?? null,
    device: row.device === null ? null : String(row.device),
  };
}

interface DecidedDetail {
  readonly reason?: string;
  readonly prescription?: Record<string, unknown> | null;
}

function readSession(database: Database, id: string): StimulatedSession {
  const row = database.sql.prepare('SELECT id, person, state, start FROM session WHERE id = ?').get(id);
  const decisions = readDecisions(database, id).map(({ kind, detail }) => ({
    kind,
    detail: detail as DecidedDetail | null,
  }));
  const decided = decisions.findLast(({ kind }) => kind === 'prescription');
  return {
    id,
    exercise: row ? openSession<SessionStart>(database, 'start', row).exercise : '',
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
