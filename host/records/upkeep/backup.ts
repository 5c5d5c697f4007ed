import { chmodSync, closeSync, copyFileSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { backup as copyPages, DatabaseSync } from 'node:sqlite';
import { LimberError } from '../../../protocol/limber-error.ts';
import { systemWords } from '../../keys/small-file.ts';
import { syncFolder, writeWholeFile } from '../../keys/whole-file.ts';
import type { ChainHead } from '../chain/audit-record.ts';
import { checkIntegrity, explaining, openDatabase } from '../database.ts';
import { databasePath } from '../directory-claim.ts';
import { schemaVersion } from '../schema-version.ts';
import { openArchiveFile } from '../store.ts';
import {
  BACKED_UP_DATABASE,
  type BackupManifest,
  digestOf,
  keptBeside,
  MANIFEST,
  readIdentity,
} from './backup-manifest.ts';

export interface BackupOptions {
  readonly dataDir: string;
  /** The folder that the backup becomes; nothing may be there. */
  readonly out: string;
  /** UTC, ms. */
  readonly wallMs: number;
  readonly onProgress?: (done: number, total: number) => void;
}

const OWNER_ONLY = 0o600;
const OWNER_FOLDER = 0o700;
const PAGES_AT_ONCE = 128;

/**
 * A copy of a data directory as of one moment, also while a gateway writes: a folder that is there whole and checked, or not at all.
 * The key of the records is not in it.
 * @throws LimberError records/place-taken, records/corrupt, records/chain-broken, records/directory-not-writable
 */
export async function writeBackup(options: BackupOptions): Promise<BackupManifest> {
  const { dataDir, out } = options;
  refuseTaken(out);
  const draft = join(dirname(resolve(out)), `.${basename(resolve(out))}.${process.pid}`);
  try {
    mkdirSync(draft, { mode: OWNER_FOLDER });
    const files = [BACKED_UP_DATABASE, ...copyBeside(dataDir, draft)];
    await copyDatabase(databasePath(dataDir), join(draft, BACKED_UP_DATABASE), options.onProgress);
    const facts = checkedCopy(join(draft, BACKED_UP_DATABASE), databasePath(dataDir));
    const manifest: BackupManifest = {
      schema: 'limber/backup/1',
      made_at: new Date(options.wallMs).toISOString(),
      ...facts,
      files: await Promise.all(files.map(async (name) => ({ name, sha256: await digestOf(join(draft, name)) }))),
    };
    for (const name of files) bringToDisk(join(draft, name));
    writeWholeFile(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: OWNER_ONLY });
    renameSync(draft, out);
    syncFolder(dirname(resolve(out)));
    return manifest;
  } catch (cause) {
    if (cause instanceof LimberError || (cause as NodeJS.ErrnoException).syscall === undefined) throw cause;
    const message = `${out} cannot be written: ${systemWords(cause)}. No backup was made; name another place with --out, or make room.`;
    throw new LimberError('records/directory-not-writable', message, { cause });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function refuseTaken(out: string): void {
  try {
    closeSync(openSync(out, 'r'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
  }
  throw new LimberError('records/place-taken', `${out} is there already and is kept. Name another place with --out.`);
}

/** What else belongs to a data directory: its kind, its bands' encrypted keys and whom it trusts. */
function copyBeside(dataDir: string, draft: string): string[] {
  const names = keptBeside(dataDir);
  for (const name of names) {
    mkdirSync(dirname(join(draft, name)), { recursive: true, mode: OWNER_FOLDER });
    copyFileSync(join(dataDir, name), join(draft, name));
    chmodSync(join(draft, name), OWNER_ONLY);
  }
  return names;
}

/** A reading transaction holds one moment fast: a gateway that writes would have the copy begin anew each time. */
async function copyDatabase(from: string, to: string, onProgress: BackupOptions['onProgress']): Promise<void> {
  closeSync(openSync(to, 'wx', OWNER_ONLY));
  const { sql } = openDatabase(from, { readOnly: true });
  try {
    sql.exec('BEGIN');
    schemaVersion(sql);
    const pages = await copyPages(sql, to, {
      rate: PAGES_AT_ONCE,
      progress: ({ totalPages, remainingPages }) => onProgress?.(totalPages - remainingPages, totalPages),
    });
    onProgress?.(pages, pages);
  } catch (cause) {
    explaining(to, () => {
      throw cause;
    });
  } finally {
    sql.close();
  }
}

type CopyFacts = Pick<BackupManifest, 'schema_version' | 'database' | 'key' | 'records' | 'head'>;

function checkedCopy(copy: string, source: string): CopyFacts {
  // One file by itself: without a journal that would have to go along.
  const sql = new DatabaseSync(copy);
  explaining(copy, () => sql.exec('PRAGMA journal_mode = DELETE'));
  const facts = { schema_version: schemaVersion(sql), ...readIdentity(sql) };
  sql.close();
  return { ...facts, ...provenHead(copy, source) };
}

function provenHead(copy: string, source: string): ChainHead {
  const archive = openArchiveFile(copy);
  try {
    checkIntegrity(archive.database);
    const verdict = archive.audit.verify();
    if (verdict.intact) return { records: verdict.records, head: verdict.head };
    const why = `${verdict.why}. No backup was made; "limber audit verify" tells more`;
    throw new LimberError('records/chain-broken', `The records in ${source} are not what was written: ${why}.`);
  } catch (cause) {
    if (!(cause instanceof LimberError) || cause.code !== 'records/corrupt') throw cause;
    const message = `The copy of ${source} is damaged: the records are, or the disk of the copy. No backup was made.`;
    throw new LimberError('records/corrupt', message, { cause });
  } finally {
    archive.close();
  }
}

export function bringToDisk(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
