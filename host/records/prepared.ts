import type { DatabaseSync, StatementSync } from 'node:sqlite';

const STATEMENTS = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/**
 * Compiled once for each database, which costs more than most statements take. For `get`, `all` and `run`: who iterates
 * would share its place with the next who asks.
 */
export function prepared(sql: DatabaseSync, text: string): StatementSync {
  const own = STATEMENTS.get(sql) ?? new Map<string, StatementSync>();
  STATEMENTS.set(sql, own);
  const statement = own.get(text) ?? sql.prepare(text);
  own.set(text, statement);
  return statement;
}
