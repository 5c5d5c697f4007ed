import type { DatabaseSync } from 'node:sqlite';
import { LimberError } from '../../../protocol/limber-error.ts';
import { legibleContent } from '../chain/audit-content.ts';
import { appendLink, countedUpTo, readForgotten } from '../chain/audit-rows.ts';
import { type DoseAmounts, type DoseRow, doseLink } from '../chain/ledger-link.ts';
import type { Database } from '../database.ts';
import { readJson } from '../json-text.ts';
import { prepared } from '../prepared.ts';
import type { Opener } from '../sealing/seals.ts';

/** For so long what was delivered counts against the limits of a day. */
export const DAILY_WINDOW_MS = 86_400_000;

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
  /** Null where that was of a person who was forgotten. */
  readonly sessionId: string | null;
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
  if (device !== null && mark && wasBooked(bookedUpTo(database, device), session.id, entry, mark)) return false;
  const row: DoseRow = {
    seq: countedUpTo(database.sql, 'dose') + 1,
    session_id: session.id,
    person: session.person,
    wall_ms: Math.round(session.wallMs),
    at_ms: entry.atMs,
    device,
    late: session.late ? 1 : 0,
  };
  const amounts: DoseAmounts = {
    pulses: entry.pulses,
    charge_nc: entry.chargeNc,
    on_time_ms: entry.onTimeMs,
    peak_current_ua: entry.peakCurrentUa,
    ...(mark ? { mark: markOf(mark) } : {}),
  };
  insertDose(database.sql, row, appendLink(database, doseLink(row, amounts), row.wall_ms, row.seq).seq);
  return true;
}

/** A mark without a dose says where a new session began: what is booked late after a crash belongs to that one. */
function wasBooked(latest: BookedUpTo | null, sessionId: string, entry: DoseEntry, mark: DoseMark): boolean {
  const begins = entry.pulses + entry.chargeNc + entry.onTimeMs === 0 && latest?.sessionId !== sessionId;
  return latest !== null && JSON.stringify(latest.mark) === JSON.stringify(markOf(mark)) && !begins;
}

function insertDose(sql: DatabaseSync, row: DoseRow, auditSeq: number): void {
  prepared(
    sql,
    'INSERT INTO dose (seq, session_id, person, wall_ms, at_ms, device, late, audit_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(row.seq, row.session_id, row.person, row.wall_ms, row.at_ms, row.device, row.late, auditSeq);
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
export function bookedUpTo({ sql, seals }: Database, device: string): BookedUpTo | null {
  const row = prepared(
    sql,
    `SELECT dose.session_id, dose.person, audit.seq, audit.document FROM dose JOIN audit ON audit.seq = audit_seq
     WHERE device = ? ORDER BY dose.seq DESC LIMIT 1`,
  ).get(device);
  const since = Number(row?.seq ?? 0);
  const outlived = readForgotten({ sql, seals }).findLast(({ seq, marks }) => seq > since && marks[device])?.marks[
    device
  ];
  if (outlived) return { mark: outlived, sessionId: null, person: '' };
  const mark = row && amountsOf(seals, row)?.mark;
  return row && mark ? { mark, sessionId: String(row.session_id), person: String(row.person) } : null;
}

/** What a record says of how much it was, of a row with number, person and document of the record; null where it cannot be read. */
export function amountsOf(opener: Opener, row: Record<string, unknown>): DoseAmounts | null {
  const content = legibleContent(
    opener,
    { seq: Number(row.seq), person: String(row.person), kind: 'dose' },
    row.document,
  );
  return content && (readJson(content.document) as DoseAmounts | null);
}

const AMOUNTS = 'SELECT audit.seq, dose.person, audit.document FROM dose LEFT JOIN audit ON audit.seq = audit_seq';

/** The dose of one session. */
export function doseOfSession({ sql, seals }: Database, sessionId: string): DoseTotals {
  const rows = prepared(sql, `${AMOUNTS} WHERE session_id = ?`).all(sessionId);
  const opener = seals.opener();
  return totalOf(rows.map((row) => amountsOf(opener, row)));
}

/**
 * The dose one person has had since a time (UTC, ms), over all sessions: what a daily limit is held against. What was
 * booked after the first entry of that time counts whatever its label says: a clock put back takes no dose away.
 * Throws LimberError records/corrupt where one of them cannot be read: it may have been any dose.
 */
export function doseOfPersonSince({ path, sql, seals }: Database, person: string, sinceWallMs: number): DoseTotals {
  const first = 'SELECT min(seq) FROM dose WHERE person = ? AND wall_ms >= ?';
  const rows = prepared(sql, `${AMOUNTS} WHERE dose.person = ? AND dose.seq >= (${first})`).all(
    person,
    person,
    Math.floor(sinceWallMs),
  );
  const opener = seals.opener();
  const amounts = rows.map((row) => amountsOf(opener, row));
  if (amounts.includes(null)) throw illegible(path);
  return totalOf(amounts);
}

function totalOf(amounts: readonly (DoseAmounts | null)[]): DoseTotals {
  const total = { pulses: 0, chargeNc: 0, onTimeMs: 0, peakCurrentUa: 0 };
  for (const one of amounts) {
    total.pulses += one?.pulses ?? 0;
    total.chargeNc += one?.charge_nc ?? 0;
    total.onTimeMs += one?.on_time_ms ?? 0;
    total.peakCurrentUa = Math.max(total.peakCurrentUa, one?.peak_current_ua ?? 0);
  }
  return total;
}

const illegible = (path: string): LimberError =>
  new LimberError(
    'records/corrupt',
    `How much was delivered in the last day cannot be read in ${path}, so nothing more is. "limber audit verify" tells more; restore a backup.`,
  );
