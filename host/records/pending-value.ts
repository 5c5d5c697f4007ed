import type { Database } from './database.ts';
import { pendingPlace } from './sealing/sealed-places.ts';
import { NOBODY } from './sealing/seals.ts';

/** Part of the caller's transaction; null takes away what was kept. */
export function keepPending(database: Database, device: string, value: unknown, wallMs: number): void {
  const { sql, seals } = database;
  if (value === null || value === undefined) {
    sql.prepare('DELETE FROM pending WHERE device = ?').run(device);
    return;
  }
  sql
    .prepare('INSERT OR REPLACE INTO pending (device, value, kept_at_ms) VALUES (?, ?, ?)')
    .run(device, seals.sealJson(NOBODY, pendingPlace(device), value), Math.round(wallMs));
}

export function readPending(database: Database, device: string): unknown {
  const row = database.sql.prepare('SELECT value FROM pending WHERE device = ?').get(device);
  return row === undefined ? null : database.seals.openJson(NOBODY, pendingPlace(device), row.value);
}
