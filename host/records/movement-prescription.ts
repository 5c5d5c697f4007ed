import type { PrescribedMovement } from '../motion/demonstration.ts';
import type { Database } from './database.ts';
import { movementPlace } from './sealing/sealed-places.ts';
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
  const { sql, seals } = database;
  const seq = Number(sql.prepare('SELECT coalesce(max(seq), 0) + 1 AS next FROM movement_prescription').get()?.next);
  const document = seals.sealJson(person, movementPlace(seq), whole);
  sql
    .prepare(
      'INSERT INTO movement_prescription (seq, person, session_id, prescribed_at_ms, document) VALUES (?, ?, ?, ?, ?)',
    )
    .run(seq, person, entry.sessionId, whole.prescribedAtMs, document);
  return whole;
}

/** All versions, oldest first: the last one is in force. */
export function readMovementPrescriptions(
  database: Database,
  person: string,
  exercise: string,
): MovementPrescription[] {
  if (database.version < SINCE_VERSION) return [];
  const rows = database.sql
    .prepare('SELECT seq, document FROM movement_prescription WHERE person = ? ORDER BY seq')
    .all(person);
  const all = rows.map(
    ({ seq, document }) =>
      database.seals.openJson(person, movementPlace(Number(seq)), document) as MovementPrescription,
  );
  return all.filter((one) => one.exercise === exercise);
}

/** How a session's document names what it followed. */
export function movementPrescriptionMark(prescription: MovementPrescription): MovementPrescriptionMark {
  return {
    version: prescription.version,
    demonstrated_at: new Date(prescription.demonstratedAtMs).toISOString(),
    prescribed_by: prescription.prescribedBy,
  };
}
