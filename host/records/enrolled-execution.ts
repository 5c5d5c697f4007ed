import type { Database } from './database.ts';
import { executionPlace } from './sealing/sealed-places.ts';

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
  const { sql, seals } = database;
  const seq = Number(sql.prepare('SELECT coalesce(max(seq), 0) + 1 AS next FROM enrolled_execution').get()?.next);
  const told: Told = { exercise, execution, enrolledBy, leftOut };
  sql
    .prepare(
      'INSERT INTO enrolled_execution (seq, person, session_id, enrolled_at_ms, document) VALUES (?, ?, ?, ?, ?)',
    )
    .run(seq, person, sessionId, Math.round(wallMs), seals.sealJson(person, executionPlace(seq), told));
}

/** What is sealed of it. */
type Told = Pick<EnrolledExecution, 'exercise' | 'execution' | 'enrolledBy' | 'leftOut'>;

/** One for each name, the latest of it that was enrolled until then. */
export function readEnrolledExecutions(
  database: Database,
  person: string,
  exercise: string,
  untilMs = Number.MAX_SAFE_INTEGER,
): EnrolledExecution[] {
  if (database.version < SINCE_VERSION) return [];
  const rows = database.sql
    .prepare('SELECT * FROM enrolled_execution WHERE person = ? AND enrolled_at_ms <= ? ORDER BY seq')
    .all(person, untilMs);
  const everything = rows.map((row): EnrolledExecution => {
    const told = database.seals.openJson(person, executionPlace(Number(row.seq)), row.document) as Told;
    const [sessionId, enrolledAtMs] = [String(row.session_id), Number(row.enrolled_at_ms)];
    return { person, sessionId, enrolledAtMs, ...told };
  });
  const all = everything.filter((one) => one.exercise === exercise);
  return all.filter(({ execution }, at) => all.findLastIndex((other) => other.execution === execution) === at);
}
