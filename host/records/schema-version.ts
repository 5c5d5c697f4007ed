import type { DatabaseSync } from 'node:sqlite';

/** How many migrations a file has had; 0 for an empty one. */
export function schemaVersion(sql: DatabaseSync): number {
  return Number(sql.prepare('PRAGMA user_version').get()?.user_version);
}

/** The version that has the chain: an archive is read as it is. */
export const CHAIN_SINCE = 4;
/** The version from which on what is personal is sealed. */
export const SEALED_SINCE = 6;
