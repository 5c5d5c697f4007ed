import type { DatabaseSync } from 'node:sqlite';
import { appendLink, countedUpTo } from './audit-rows.ts';
import type { Database } from './database.ts';
import { readJson } from './json-text.ts';
import { type DoseRow, doseLink } from './ledger-link.ts';

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

/** Whole numbers that a band counted itself, by the latest booking: the next one goes on from there, whatever died between. */
export interface DoseMark {
  readonly boot: number;
  /** Counted up by each START since the band was made; pulses and charge belong to that session. */
  readonly session: number;
  readonly pulses: number;
  readonly chargeNc: number;
  readonly dayMs: number;
}

/** Whose counters an entry comes from, and where they stood once it was counted. */
export interface MarkedDoseEntry extends DoseEntry {
  readonly device: string;
  readonly mark: DoseMark;
}

/** Where the latest booking of a band left its counters, and in which session of ours. */
export interface BookedUpTo {
  readonly mark: DoseMark;
  readonly sessionId: string;
  readonly person: string;
}

/**
 * Appends one entry and its record in the chain; part of the caller's transaction. Returns false, having stored nothing,
 * where the band's counters stand exactly where its latest booking left them: this very entry was stored before.
 * Throws RangeError unless all its numbers are whole and not negative: a dose is never corrected down.
 */
export function appendDose(
  database: Database,
  session: { id: string; person: string; wallMs: number; late?: boolean },
  entry: DoseEntry | MarkedDoseEntry,
): boolean {
  refuseBroken('dose', entry, ['pulses', 'chargeNc', 'onTimeMs', 'peakCurrentUa']);
  const { device = null, mark = null } = 'mark' in entry && entry.mark ? entry : {};
  if (mark) refuseBroken('mark', mark, ['boot', 'session', 'pulses', 'chargeNc', 'dayMs']);
  const text = mark && JSON.stringify(markOf(mark));
  const { sql } = database;
  if (device !== null && wasBooked(latestMark(sql, device), session.id, entry, text)) return false;
  const row: DoseRow = {
    seq: countedUpTo(sql, 'dose') + 1,
    session_id: session.id,
    person: session.person,
    wall_ms: Math.round(session.wallMs),
    at_ms: entry.atMs,
    pulses: entry.pulses,
    charge_nc: entry.chargeNc,
    on_time_ms: entry.onTimeMs,
    peak_current_ua: entry.peakCurrentUa,
    device,
    mark: text,
    late: session.late ? 1 : 0,
  };
  insertDose(sql, row, appendLink(sql, doseLink(row), row.wall_ms).seq);
  return true;
}

/** A mark without a dose says where a new session began: what is booked late after a crash belongs to that one. */
function wasBooked(latest: LatestMark | undefined, sessionId: string, entry: DoseEntry, mark: string | null): boolean {
  const begins = entry.pulses + entry.chargeNc + entry.onTimeMs === 0 && latest?.session_id !== sessionId;
  return latest?.mark === mark && !begins;
}

function insertDose(sql: DatabaseSync, row: DoseRow, auditSeq: number): void {
  const named = Object.entries({ ...row, audit_seq: auditSeq });
  sql
    .prepare(`INSERT INTO dose (${named.map(([name]) => name).join(', ')}) VALUES (${named.map(() => '?').join(', ')})`)
    .run(...named.map(([, value]) => value ?? null));
}

function refuseBroken<Name extends string>(
  what: string,
  counts: Readonly<Record<Name, number>>,
  names: readonly Name[],
): void {
  for (const name of names) {
    const value = counts[name];
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${what}: ${name} is ${value}, not a whole number >= 0`);
  }
}

/** One spelling for equal marks. */
const markOf = ({ boot, session, pulses, chargeNc, dayMs }: DoseMark): DoseMark => ({
  boot,
  session,
  pulses,
  chargeNc,
  dayMs,
});

/** Null for a band that nothing was booked of with its counters. */
export function bookedUpTo(database: Database, device: string): BookedUpTo | null {
  const row = latestMark(database.sql, device);
  const mark = row && (readJson(row.mark) as DoseMark | null);
  return row && mark ? { mark, sessionId: row.session_id, person: row.person } : null;
}

interface LatestMark {
  readonly mark: string;
  readonly session_id: string;
  readonly person: string;
}

function latestMark(sql: DatabaseSync, device: string): LatestMark | undefined {
  const row = sql
    .prepare('SELECT mark, session_id, person FROM dose WHERE device = ? ORDER BY seq DESC LIMIT 1')
    .get(device);
  return row as LatestMark | undefined;
}

const TOTALS = `
  SELECT coalesce(sum(pulses), 0) AS pulses, coalesce(sum(charge_nc), 0) AS chargeNc,
         coalesce(sum(on_time_ms), 0) AS onTimeMs, coalesce(max(peak_current_ua), 0) AS peakCurrentUa FROM dose`;

/** The dose of one session. */
export function doseOfSession(database: Database, sessionId: string): DoseTotals {
  return totals(database.sql.prepare(`${TOTALS} WHERE session_id = ?`).get(sessionId));
}

/**
 * The dose one person has had since a time (UTC, ms), over all sessions: what a daily limit is held against. What was
 * booked after the first entry of that time counts whatever its label says: a clock put back takes no dose away.
 */
export function doseOfPersonSince(database: Database, person: string, sinceWallMs: number): DoseTotals {
  const first = 'SELECT min(seq) FROM dose WHERE person = ? AND wall_ms >= ?';
  return totals(
    database.sql
      .prepare(`${TOTALS} WHERE person = ? AND seq >= (${first})`)
      .get(person, person, Math.floor(sinceWallMs)),
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
