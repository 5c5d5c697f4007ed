import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { makeRecordsKey } from './records-key.ts';
import { sealsOf } from './seals.ts';

/** Names the database and locks it: the key is on disk before the transaction ends that needs it. */
export function makeFirstKeys(sql: DatabaseSync): void {
  const id = randomUUID();
  const key = makeRecordsKey(id);
  sql.prepare('INSERT INTO identity (id, key_id) VALUES (?, ?)').run(id, key.id);
  sealsOf('these records', sql, () => key).check();
}
