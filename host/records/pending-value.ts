import type { Database } from './database.ts';
import { readJson } from './json-text.ts';

/** Part of the caller's transaction; null takes away what was kept. */
export function keepPending(database: Database, device: string, value: unknown, wallMs: number): void {
  const { sql } = database;
  if (value === null || value === undefined) {
    sql.prepare('DELETE FROM pending WHERE device = ?').run(device);
    return;
  }
  sql
    .prepare('INSERT OR REPLACE INTO pending (device, value, kept_at_ms) VALUES (?, ?, ?)')
    .run(device, JSON.stringify(value), Math.round(wallMs));
}

export function readPending(database: Database, device: string): unknown {
  const row = database.sql.prepare('SELECT value FROM pending WHERE device = ?').get(device);
  return row === undefined ? null : readJson(row.value);
}
