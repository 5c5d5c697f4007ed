import { LimberError } from '../../protocol/limber-error.ts';
import type { Enrolment } from './data-directory.ts';
import type { Database } from './database.ts';
import { namePlace } from './sealing/sealed-places.ts';
import { NOBODY } from './sealing/seals.ts';

const ownerOf = ({ kind, id }: Pick<Enrolment, 'kind' | 'id'>): string => (kind === 'person' ? id : NOBODY);

/** Part of the caller's transaction. */
export function insertEnrolment({ sql, seals }: Database, { kind, id, name }: Enrolment, wallMs: number): void {
  const sealed = seals.seal(ownerOf({ kind, id }), namePlace(kind, id), Buffer.from(name));
  sql
    .prepare('INSERT OR REPLACE INTO enrolment (kind, id, name, enrolled_at_ms) VALUES (?, ?, ?, ?)')
    .run(kind, id, sealed, Math.round(wallMs));
}

export const readEnrolments = (database: Database): Enrolment[] =>
  database.sql
    .prepare('SELECT kind, id, name FROM enrolment')
    .all()
    .map((row) => enrolmentOf(database, row));

/** What is enrolled can be told without the key of the records: by its id. */
function enrolmentOf({ seals }: Database, row: Record<string, unknown>): Enrolment {
  const [kind, id] = [row.kind as Enrolment['kind'], String(row.id)];
  try {
    const name = seals.open(ownerOf({ kind, id }), namePlace(kind, id), row.name);
    return { kind, id, name: Buffer.from(name).toString('utf8') };
  } catch (cause) {
    if (cause instanceof LimberError) return { kind, id, name: id };
    throw cause;
  }
}
