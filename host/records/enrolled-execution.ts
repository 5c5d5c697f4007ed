import { type Database, schemaVersion } from './database.ts';

/** Repetitions of a demonstration that a clinician gave a name: "fast", "low-amplitude" or any other. */
export interface EnrolledExecution {
  readonly person: string;
  readonly exercise: string;
  readonly execution: string;
  /** The demonstration. */
  readonly sessionId: string;
  readonly enrolledBy: string;
  /** UTC, ms. */
  readonly enrolledAtMs: number;
  /** Repetitions of the demonstration that are not meant. */
  readonly leftOut: readonly number[];
}

export type NewEnrolledExecution = Omit<EnrolledExecution, 'enrolledAtMs'>;

/** The version of the schema that has the table: an archive is read as it is. */
const SINCE_VERSION = 3;

/** Part of the caller's transaction. */
export function insertEnrolledExecution(database: Database, entry: NewEnrolledExecution, wallMs: number): void {
  const { person, exercise, execution, sessionId, enrolledBy, leftOut } = entry;
  database.sql
    .prepare(
      'INSERT INTO enrolled_execution (person, exercise, execution, session_id, enrolled_by, enrolled_at_ms, left_out) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .run(person, exercise, execution, sessionId, enrolledBy, Math.round(wallMs), JSON.stringify(leftOut));
}

/** One for each name, the latest of it. */
export function readEnrolledExecutions(database: Database, person: string, exercise: string): EnrolledExecution[] {
  if (schemaVersion(database.sql) < SINCE_VERSION) return [];
  const rows = database.sql
    .prepare(
      `SELECT * FROM enrolled_execution WHERE seq IN
         (SELECT max(seq) FROM enrolled_execution WHERE person = ? AND exercise = ? GROUP BY execution) ORDER BY seq`,
    )
    .all(person, exercise);
  return rows.map((row) => ({
    person,
    exercise,
    execution: String(row.execution),
    sessionId: String(row.session_id),
    enrolledBy: String(row.enrolled_by),
    enrolledAtMs: Number(row.enrolled_at_ms),
    leftOut: JSON.parse(String(row.left_out)),
  }));
}
