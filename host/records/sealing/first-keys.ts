import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { makeRecordsKey } from './records-key.ts';
import { sealOldRows } from './sealed-old-rows.ts';
import { sealsOf } from './seals.ts';

/** Names the database and locks it: the key is on disk before the transaction ends that needs it. Then old rows are sealed. */
export function makeFirstKeys(sql: DatabaseSync, since: number): void {
  const id = randomUUID();
  const key = makeRecordsKey(id);
  sql.prepare('INSERT INTO identity (id, key_id, has_remains) VALUES (?, ?, ?)').run(id, key.id, since > 0 ? 1 : 0);
  const seals = sealsOf('these records', sql, () => key);
  seals.check();
  sealOldRows(sql, seals, since);
}
