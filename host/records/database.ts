import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { ErrorCode } from '../../protocol/error-catalogue.ts';
import { LimberError } from '../../protocol/limber-error.ts';
import type { Cancel } from '../../protocol/timeline.ts';
import { AFTER_MIGRATION, MIGRATIONS } from './migrations.ts';
import { SEALED_SINCE, schemaVersion } from './schema-version.ts';
import { readAsSealed, UNSEALED } from './sealing/old-shape.ts';
import { settleRecordsKey } from './sealing/records-key.ts';
import { type Seals, sealsOf } from './sealing/seals.ts';

/** One SQLite file. Records and relay share it, so that "stored" and "queued" are one transaction. */
export interface Database {
  readonly path: string;
  readonly sql: DatabaseSync;
  /** What is personal is sealed by these. */
  readonly seals: Seals;
  /** Of its schema, when it was opened. */
  readonly version: number;
  /** Called after each outermost commit. */
  onCommit(listener: () => void): Cancel;
  /** For `transact` only. */
  readonly committed: () => void;
}

/** "LMBR": tells Limber's files from any other SQLite file. */
const APPLICATION_ID = 0x4c4d4252;

/**
 * Chunks of 8 kB leave half-filled pages behind: 10.4 bytes a sample with pages of 8192, 9.0 with SQLite's 4096, 8.5 with
 * these (BROAD, 10 s chunks of 7.66 bytes a sample).
 */
const PAGE_BYTES = 2048;
const OPENING = `
  PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
  PRAGMA secure_delete = ON;`;

/**
 * Opens (and, unless read-only, creates and migrates) a database: WAL and synchronous FULL, so that what was committed
 * survives a killed process and a power cut.
 * Throws LimberError records/corrupt, records/newer-schema, records/directory-not-writable or records/directory-in-use; to write
 * also where the key of the records is not at hand.
 */
export function openDatabase(path: string, options: { readonly readOnly?: boolean } = {}): Database {
  return explaining(path, () => {
    const sql = options.readOnly ? openToRead(path) : new DatabaseSync(path, { timeout: 2000 });
    const seals = sealsOf(path, sql);
    try {
      // First of all: the journal mode would already be a change to a file that isn't ours.
      checkOwner(path, sql);
      if (!options.readOnly) openToWrite(sql, seals);
      else if (schemaVersion(sql) < SEALED_SINCE) readAsSealed(sql);
    } catch (cause) {
      sql.close();
      throw cause;
    }
    const version = schemaVersion(sql);
    const listeners = new Set<() => void>();
    return {
      path,
      sql,
      seals: version < SEALED_SINCE ? UNSEALED : seals,
      version,
      committed: () => listeners.forEach((listener) => void listener()),
      onCommit: (listener) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
  });
}

/**
 * All of `work` or nothing of it; inside another transaction it joins that one. What SQLite reports becomes a LimberError.
 */
export function transact<Result>(database: Database, work: () => Result): Result {
  const { sql } = database;
  if (sql.isTransaction) return work();
  const result = explaining(database.path, () => {
    sql.exec('BEGIN IMMEDIATE');
    try {
      const done = work();
      sql.exec('COMMIT');
      return done;
    } catch (cause) {
      if (sql.isTransaction) sql.exec('ROLLBACK');
      throw cause;
    }
  });
  database.committed();
  return result;
}

/** Reads a page of every table and index: half a second a GB. Null where all are as they were written. */
export function damageOf(database: Database): LimberError | null {
  const [first] = explaining(database.path, () => database.sql.prepare('PRAGMA quick_check(1)').all());
  const verdict = String(Object.values(first ?? {})[0]).replaceAll(/\s+/g, ' ');
  if (verdict === 'ok') return null;
  return new LimberError('records/corrupt', `${corrupt(database.path)} SQLite says: ${verdict}`);
}

/** Throws LimberError records/corrupt in words where a page is damaged. */
export function checkIntegrity(database: Database): void {
  const damage = damageOf(database);
  if (damage) throw damage;
}

/** Runs `work` and turns what SQLite reports into a LimberError; other errors pass. */
export function explaining<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw explained(path, cause);
  }
}

/** Before anything is written: that the key is the right one. */
function openToWrite(sql: DatabaseSync, seals: Seals): void {
  if (schemaVersion(sql) >= SEALED_SINCE) {
    const { id, key_id } = sql.prepare('SELECT id, key_id FROM identity').get() as { id: string; key_id: string };
    settleRecordsKey(id, key_id);
    seals.check();
  }
  sql.exec(OPENING);
  migrate(sql);
  wipe(sql);
}

/** Of what was written in clear once nothing is left in free pages, and of what was deleted nothing in the log. */
function wipe(sql: DatabaseSync): void {
  if (sql.prepare('SELECT has_remains FROM identity').get()?.has_remains === 1)
    sql.exec('VACUUM; UPDATE identity SET has_remains = 0');
  sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}

/** Where the file system itself is read-only SQLite can't make its lock file: what can't change is read without. */
function openToRead(path: string): DatabaseSync {
  const sql = new DatabaseSync(path, { readOnly: true, timeout: 2000 });
  try {
    schemaVersion(sql);
    return sql;
  } catch (cause) {
    sql.close();
    // A journal beside it holds what the file alone hasn't.
    if ((cause as { errcode?: number }).errcode !== 14 || existsSync(`${path}-wal`)) throw cause;
    const unchanging = pathToFileURL(path);
    unchanging.searchParams.set('immutable', '1');
    return new DatabaseSync(unchanging, { readOnly: true });
  }
}

function checkOwner(path: string, sql: DatabaseSync): void {
  const applicationId = Number(sql.prepare('PRAGMA application_id').get()?.application_id);
  const tables = Number(Object.values(sql.prepare('SELECT count(*) FROM sqlite_schema').get() ?? {})[0]);
  if (tables > 0 && applicationId !== APPLICATION_ID) {
    throw new LimberError(
      'records/corrupt',
      `${path} is not one of Limber's databases. Choose another directory with --data.`,
    );
  }
  const version = schemaVersion(sql);
  if (version > MIGRATIONS.length) {
    throw new LimberError(
      'records/newer-schema',
      `${path} was written by a newer Limber: its schema is version ${version}, this Limber knows versions up to ` +
        `${MIGRATIONS.length}. Install the newer Limber, or choose another directory with --data. Nothing was changed.`,
    );
  }
}

function migrate(sql: DatabaseSync): void {
  const since = schemaVersion(sql);
  for (let version = since; version < MIGRATIONS.length; version++) {
    sql.exec('BEGIN IMMEDIATE');
    sql.exec(MIGRATIONS[version]!);
    AFTER_MIGRATION[version + 1]?.(sql, since);
    sql.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version + 1}; COMMIT;`);
  }
}

const corrupt = (path: string): string =>
  `The database ${path} is damaged. Restore a backup, or move the file away and start anew.`;

/** Primary result codes, https://sqlite.org/rescode.html */
const REPORTS: Readonly<Record<number, { code: ErrorCode; message: (path: string) => string }>> = {
  5: { code: 'records/directory-in-use', message: (path) => `Another program holds ${path}. Stop it and try again.` },
  8: {
    code: 'records/directory-not-writable',
    message: (path) => `${path} may only be read. Give write permission, or choose another directory with --data.`,
  },
  10: {
    code: 'records/directory-not-writable',
    message: (path) => `Reading or writing ${path} failed. Check the disk.`,
  },
  11: { code: 'records/corrupt', message: corrupt },
  13: {
    code: 'records/directory-not-writable',
    message: (path) => `The disk that holds ${path} is full. Free some space; what was recorded before is intact.`,
  },
  14: {
    code: 'records/directory-not-writable',
    message: (path) =>
      `${path} cannot be opened. Check that the directory exists and may be written, or choose another with --data.`,
  },
  26: {
    code: 'records/corrupt',
    message: (path) => `${path} is not a database. Restore a backup, or move the file away and start anew.`,
  },
};

function explained(path: string, cause: unknown): unknown {
  const errcode = (cause as { errcode?: unknown } | null)?.errcode;
  const report = typeof errcode === 'number' ? REPORTS[errcode & 0xff] : undefined;
  return report === undefined ? cause : new LimberError(report.code, report.message(path), { cause });
}
