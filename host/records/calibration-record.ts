import { appendLink } from './chain/audit-rows.ts';
import type { Database } from './database.ts';
import { calibrationPlace } from './sealing/sealed-places.ts';
import { NOBODY } from './sealing/seals.ts';

/** One calibration of one band: who made it when, what it gave, and whether the band keeps it. All are kept; the latest is in force. */
export interface CalibrationRecord {
  readonly device: string;
  /** UTC, ms. */
  readonly madeAtMs: number;
  readonly operator: string;
  /** CRC-32 of `bytes`, eight hex digits. */
  readonly tag: string;
  /** protocol/calibration.ts */
  readonly bytes: Uint8Array;
  /** The band has told these bytes back. */
  readonly onBand: boolean;
  /** Errors before and after, and what they rest on: any JSON. */
  readonly findings: unknown;
}

/** The version of the schema that has the table: an archive is read as it is. */
const SINCE_VERSION = 5;

/** Part of the caller's transaction; with its record in the chain. */
export function insertCalibration(database: Database, entry: CalibrationRecord, wallMs: number): void {
  const { device, operator, tag, bytes, onBand, findings } = entry;
  const madeAtMs = Math.round(entry.madeAtMs);
  const document = { event: 'calibrated', device, made_at_ms: madeAtMs, tag, on_band: onBand };
  const link = appendLink(database, { person: NOBODY, by: operator, kind: 'calibration', document }, wallMs);
  const { sql, seals } = database;
  const seq = Number(sql.prepare('SELECT coalesce(max(seq), 0) + 1 AS next FROM calibration').get()?.next);
  const sealed = seals.sealJson(NOBODY, calibrationPlace(seq), { operator, findings });
  sql
    .prepare(
      'INSERT INTO calibration (seq, device, made_at_ms, tag, data, on_band, audit_seq, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(seq, device, madeAtMs, tag, bytes, onBand ? 1 : 0, link.seq, sealed);
}

/** Oldest first; of one band, or of all. */
export function readCalibrations(database: Database, device?: string): CalibrationRecord[] {
  if (database.version < SINCE_VERSION) return [];
  const chosen = device === undefined ? '' : 'WHERE device = ?';
  const rows = database.sql
    .prepare(`SELECT * FROM calibration ${chosen} ORDER BY seq`)
    .all(...(device === undefined ? [] : [device]));
  return rows.map((row) => {
    const place = calibrationPlace(Number(row.seq));
    const { operator, findings } = database.seals.openJson(NOBODY, place, row.document) as {
      readonly operator: string;
      readonly findings: unknown;
    };
    return {
      device: String(row.device),
      madeAtMs: Number(row.made_at_ms),
      operator,
      tag: String(row.tag),
      bytes: Uint8Array.from(row.data as Uint8Array),
      onBand: row.on_band === 1,
      findings,
    };
  });
}
