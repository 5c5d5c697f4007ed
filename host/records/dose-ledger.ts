import type { Database } from './database.ts';

/** What one entry adds to the dose: increments, whole numbers, never negative. */
export interface DoseEntry {
  /** ms on the session's clock. */
  readonly atMs: number;
  readonly pulses: number;
  /** Absolute charge of both phases, nC. */
  readonly chargeNc: number;
  readonly onTimeMs: number;
  /** Largest current since the last entry, uA. */
  readonly peakCurrentUa: number;
}

export interface DoseTotals {
  readonly pulses: number;
  readonly chargeNc: number;
  readonly onTimeMs: number;
  readonly peakCurrentUa: number;
}

/** Appends one entry. Throws RangeError unless all its numbers are whole and not negative: a dose is never corrected down. */
export function appendDose(
  database: Database,
  session: { id: string; person: string; wallMs: number },
  entry: DoseEntry,
): void {
  for (const name of ['pulses', 'chargeNc', 'onTimeMs', 'peakCurrentUa'] as const) {
    const value = entry[name];
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`dose: ${name} is ${value}, not a whole number >= 0`);
  }
  database.sql
    .prepare(
      'INSERT INTO dose (session_id, person, wall_ms, at_ms, pulses, charge_nc, on_time_ms, peak_current_ua) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(
      session.id,
      session.person,
      Math.round(session.wallMs),
      entry.atMs,
      entry.pulses,
      entry.chargeNc,
      entry.onTimeMs,
      entry.peakCurrentUa,
    );
}

const TOTALS = `
  SELECT coalesce(sum(pulses), 0) AS pulses, coalesce(sum(charge_nc), 0) AS chargeNc,
         coalesce(sum(on_time_ms), 0) AS onTimeMs, coalesce(max(peak_current_ua), 0) AS peakCurrentUa FROM dose`;

/** The dose of one session. */
export function doseOfSession(database: Database, sessionId: string): DoseTotals {
  return totals(database.sql.prepare(`${TOTALS} WHERE session_id = ?`).get(sessionId));
}

/** The dose one person has had since a time (UTC, ms), over all sessions: what a daily limit is held against. */
export function doseOfPersonSince(database: Database, person: string, sinceWallMs: number): DoseTotals {
  return totals(
    database.sql.prepare(`${TOTALS} WHERE person = ? AND wall_ms >= ?`).get(person, Math.floor(sinceWallMs)),
  );
}

function totals(row: Record<string, unknown> | undefined): DoseTotals {
  return {
    pulses: Number(row?.pulses),
    chargeNc: Number(row?.chargeNc),
    onTimeMs: Number(row?.onTimeMs),
    peakCurrentUa: Number(row?.peakCurrentUa),
  };
}
