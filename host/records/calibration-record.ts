import { appendLink } from './audit-rows.ts';
import { type Database, schemaVersion } from './database.ts';

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
  const link = appendLink(database.sql, { person: '', by: operator, kind: 'calibration', document }, wallMs);
  database.sql
    .prepare(
      'INSERT INTO calibration (device, made_at_ms, operator, tag, data, on_band, findings, audit_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    )
    .run(device, madeAtMs, operator, tag, bytes, onBand ? 1 : 0, JSON.stringify(findings) ?? 'null', link.seq);
}

/** Oldest first; of one band, or of all. */
export function readCalibrations(database: Database, device?: string): CalibrationRecord[] {
  if (schemaVersion(database.sql) < SINCE_VERSION) return [];
  const chosen = device === undefined ? '' : 'WHERE device = ?';
  const rows = database.sql
    .prepare(`SELECT * FROM calibration ${chosen} ORDER BY seq`)
    .all(...(device === undefined ? [] : [device]));
  return rows.map((row) => ({
    device: String(row.device),
    madeAtMs: Number(row.made_at_ms),
    operator: String(row.operator),
    tag: String(row.tag),
    bytes: Uint8Array.from(row.data as Uint8Array),
    onBand: row.on_band === 1,
    findings: JSON.parse(String(row.findings)),
  }));
}
