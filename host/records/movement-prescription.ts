import type { PrescribedMovement } from '../motion/demonstration.ts';
import { type Database, schemaVersion } from './database.ts';
import type { MovementPrescriptionMark } from './session-document.ts';

/** What one exercise asks of one person, who said so, and from which demonstration. Later versions supersede earlier ones. */
export interface MovementPrescription {
  readonly person: string;
  readonly exercise: string;
  /** Counted from 1 for each person and exercise. */
  readonly version: number;
  /** The demonstration. */
  readonly sessionId: string;
  /** UTC, ms. */
  readonly demonstratedAtMs: number;
  readonly prescribedBy: string;
  /** UTC, ms. */
  readonly prescribedAtMs: number;
  /** Repetitions of the demonstration that were left out. */
  readonly leftOut: readonly number[];
  readonly movement: PrescribedMovement;
}

export type NewMovementPrescription = Omit<MovementPrescription, 'version' | 'prescribedAtMs'>;

/** The version of the schema that has the table: an archive is read as it is. */
const SINCE_VERSION = 2;

/** Part of the caller's transaction. */
export function insertMovementPrescription(
  database: Database,
  entry: NewMovementPrescription,
  wallMs: number,
): MovementPrescription {
  const { person, exercise } = entry;
  const version = (readMovementPrescriptions(database, person, exercise).at(-1)?.version ?? 0) + 1;
  const whole = { ...entry, version, prescribedAtMs: Math.round(wallMs) };
  database.sql
    .prepare(
      'INSERT INTO movement_prescription (person, exercise, version, session_id, prescribed_by, prescribed_at_ms, document) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(person, exercise, version, entry.sessionId, entry.prescribedBy, whole.prescribedAtMs, JSON.stringify(whole));
  return whole;
}

/** All versions, oldest first: the last one is in force. */
export function readMovementPrescriptions(
  database: Database,
  person: string,
  exercise: string,
): MovementPrescription[] {
  if (schemaVersion(database.sql) < SINCE_VERSION) return [];
  const rows = database.sql
    .prepare('SELECT document FROM movement_prescription WHERE person = ? AND exercise = ? ORDER BY version')
    .all(person, exercise);
  return rows.map((row) => JSON.parse(String(row.document)));
}

/** How a session's document names what it followed. */
export function movementPrescriptionMark(prescription: MovementPrescription): MovementPrescriptionMark {
  return {
    version: prescription.version,
    demonstrated_at: new Date(prescription.demonstratedAtMs).toISOString(),
    prescribed_by: prescription.prescribedBy,
  };
}
