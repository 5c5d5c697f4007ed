import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnsHolding } from './columns-holding.ts';

/** Index keys: a record is found by whose it is and under which topic it goes out. */
const BY_DESIGN = /^(records\.db-(wal|shm)|.+\.(person|topic))$/;

/** Files and "table.column" of a data directory that name somebody, but not by design. */
export function pseudonymTraces(dataDir: string, pseudonym: string): string[] {
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const named = files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(pseudonym) || path.includes(pseudonym))
    .map((path) => path.slice(dataDir.length + 1))
    .filter((name) => name !== 'records.db');
  const database = join(dataDir, 'records.db');
  const columns = existsSync(database) ? columnsHolding(database, pseudonym) : [];
  return [...named, ...columns].filter((where) => !BY_DESIGN.test(where));
}
