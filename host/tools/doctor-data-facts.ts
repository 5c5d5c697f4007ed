import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LimberError } from '../../protocol/limber-error.ts';
import type { AuditVerdict } from '../records/chain/audit-record.ts';
import { checkIntegrity } from '../records/database.ts';
import { databasePath, readDirectory } from '../records/directory-claim.ts';
import { MIGRATIONS } from '../records/migrations.ts';
import { SEALED_SINCE, schemaVersion } from '../records/schema-version.ts';
import { findRecordsKey } from '../records/sealing/records-key.ts';
import { type Archive, openArchive } from '../records/store.ts';
import type { DatabaseFacts, DataFacts, KeyFacts, RecordsKeyFacts } from './doctor-data.ts';

/** Reads a data directory and changes nothing in it, also while a gateway uses it. */
export function readDataFacts(path: string): DataFacts {
  const found = statSync(path, { throwIfNoEntry: false });
  const exists = found?.isDirectory() ?? false;
  const marker = exists ? readMarker(path) : { kind: null, markerFailure: null };
  return {
    path,
    exists,
    isNoFolder: found !== undefined && !exists,
    isWritable: exists && isAllowed(path, constants.W_OK),
    ...marker,
    isHeld: isHeld(join(path, 'lock.db')),
    hasHolder: existsSync(join(path, 'gateway.json')),
    keys: readKeyFacts(join(path, 'keys')),
    database: existsSync(databasePath(path)) ? readDatabase(path) : null,
  };
}

function readMarker(path: string): Pick<DataFacts, 'kind' | 'markerFailure'> {
  try {
    return { kind: readDirectory(path).kind, markerFailure: null };
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    // What is wrong with the database is said by its own finding.
    return { kind: null, markerFailure: error.message.includes('limber-data.json') ? error.message : null };
  }
}

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

const BUSY = 5;

/** A gateway holds an exclusive transaction on this file: nobody else can so much as read it. */
function isHeld(lock: string): boolean {
  if (!existsSync(lock)) return false;
  try {
    const sql = new DatabaseSync(lock, { readOnly: true, timeout: 0 });
    try {
      sql.prepare('SELECT count(*) FROM sqlite_schema').get();
      return false;
    } finally {
      sql.close();
    }
  } catch (error) {
    return ((error as { errcode?: number }).errcode ?? 0) === BUSY;
  }
}

const OTHERS = 0o077;

function readKeyFacts(folder: string): KeyFacts {
  if (!existsSync(folder) || !isAllowed(folder, constants.R_OK)) return { files: 0, exposed: [], prescriptionKeys: [] };
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const secret = names.filter((name) => name.endsWith('.key.json')).map((name) => join(folder, name));
  return {
    files: names.length,
    exposed: secret.filter((path) => (statSync(path).mode & OTHERS) !== 0),
    prescriptionKeys: secret.filter((path) => path.endsWith('.prescription.key.json')),
  };
}

const NOTHING_READ = {
  schemaVersion: 0,
  recordsKey: null,
  chain: null,
  devices: 0,
  sessions: 0,
  waiting: 0,
  latestMs: null,
};

function readDatabase(path: string): DatabaseFacts {
  const newestVersion = MIGRATIONS.length;
  let archive: Archive | undefined;
  try {
    archive = openArchive(path);
    checkIntegrity(archive.database);
    const { sql } = archive.database;
    const version = schemaVersion(sql);
    return {
      failure: null,
      newestVersion,
      schemaVersion: version,
      recordsKey: version < SEALED_SINCE ? null : recordsKeyOf(archive),
      // An older file may lack what the chain lies in.
      chain: version === newestVersion ? verdictOf(archive) : null,
      devices: numberFrom(sql, "SELECT count(*) FROM enrolment WHERE kind = 'device'"),
      sessions: numberFrom(sql, 'SELECT count(*) FROM session'),
      waiting: numberFrom(sql, 'SELECT count(*) FROM outbox'),
      latestMs:
        numberFrom(sql, 'SELECT max(wall_ms) FROM audit') ||
        numberFrom(sql, 'SELECT max(started_at_ms) FROM session') ||
        null,
    };
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    return { ...NOTHING_READ, newestVersion, failure: { code: error.code, message: error.message } };
  } finally {
    archive?.close();
  }
}

function recordsKeyOf({ database }: Archive): RecordsKeyFacts {
  try {
    database.seals.check();
    const { id, key_id } = database.sql.prepare('SELECT id, key_id FROM identity').get() as Record<string, string>;
    return { from: findRecordsKey(String(id), String(key_id))?.from ?? null, failure: null };
  } catch (error) {
    if (!(error instanceof LimberError)) throw error;
    return { from: null, failure: { code: error.code, message: error.message } };
  }
}

const verdictOf = (archive: Archive): AuditVerdict => archive.audit.verify();

/** 0 where the table is not there yet. */
function numberFrom(sql: DatabaseSync, query: string): number {
  try {
    return Number(Object.values(sql.prepare(query).get() ?? {})[0] ?? 0);
  } catch (error) {
    if (((error as { errcode?: number }).errcode ?? 0) === 1) return 0;
    throw error;
  }
}
