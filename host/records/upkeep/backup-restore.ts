import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LimberError } from '../../../protocol/limber-error.ts';
import { systemWords } from '../../keys/small-file.ts';
import { syncFolder } from '../../keys/whole-file.ts';
import { auditLog } from '../chain/audit-log.ts';
import { verifyLedger } from '../chain/audit-verify.ts';
import { checkIntegrity, type Database, openDatabase, transact } from '../database.ts';
import { holdDirectory, readDirectory, restoringPath } from '../directory-claim.ts';
import { prescriptionBook } from '../dose/prescription-book.ts';
import { MIGRATIONS } from '../migrations.ts';
import { bringToDisk } from './backup.ts';
import { BACKED_UP_DATABASE, type BackupManifest, digestOf, readManifest, unusable } from './backup-manifest.ts';
import type { RestoredEntry } from './restored-entry.ts';

export interface RestoreOptions {
  /** A folder that `writeBackup` made. */
  readonly from: string;
  readonly dataDir: string;
  /** What is in the data directory is kept beside it. */
  readonly replace: boolean;
  /** UTC, ms. */
  readonly wallMs: number;
}

export interface Restored {
  readonly backup: BackupManifest;
  /** Where the directory is now that was there before; null where none was. */
  readonly keptAside: string | null;
  /** How many prescriptions were in force and are not any more. */
  readonly withdrawn: number;
}

const OWNER_ONLY = 0o600;
const OWNER_FOLDER = 0o700;

/**
 * Puts a backup in the place of a data directory, whole or not at all.
 * @throws LimberError records/backup-unusable, place-taken, directory-in-use, newer-schema, key-missing, key-wrong, corrupt
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { from, dataDir } = options;
  const backup = readManifest(from);
  const release = takePlace(options);
  const draft = restoringPath(dataDir);
  try {
    rmSync(draft, { recursive: true, force: true });
    await copyFiles(backup, from, draft);
    const withdrawn = prepare(join(draft, BACKED_UP_DATABASE), backup, options);
    const keptAside = putInPlace(draft, options);
    return { backup, keptAside, withdrawn };
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    throw explained(cause, draft, options);
  } finally {
    release();
  }
}

/** Nobody else writes there until it is released. */
function takePlace({ dataDir, replace }: RestoreOptions): () => void {
  const isThere = existsSync(dataDir);
  if (!isThere || (statSync(dataDir).isDirectory() && readdirSync(dataDir).length === 0)) return () => {};
  const facts = statSync(dataDir).isDirectory() ? readDirectoryKind(dataDir) : null;
  if (facts === null)
    throw new LimberError(
      'records/place-taken',
      `${dataDir} holds something else than records of Limber and is kept. Name another directory with --data.`,
    );
  const release = holdDirectory(dataDir);
  if (replace) return release;
  release();
  throw new LimberError(
    'records/place-taken',
    `${dataDir} holds records and is kept. Name another directory with --data; or give --replace: what is there is then kept beside it.`,
  );
}

/** Its database may be damaged: that is why a backup is restored. */
const readDirectoryKind = (path: string): true | null =>
  existsSync(join(path, 'limber-data.json')) || existsSync(join(path, BACKED_UP_DATABASE)) ? true : null;

async function copyFiles({ files }: BackupManifest, from: string, draft: string): Promise<void> {
  mkdirSync(draft, { mode: OWNER_FOLDER });
  for (const { name, sha256 } of files) {
    const copy = join(draft, name);
    mkdirSync(dirname(copy), { recursive: true, mode: OWNER_FOLDER });
    copyFileSync(join(from, name), copy);
    chmodSync(copy, OWNER_ONLY);
    if ((await digestOf(copy)) !== sha256) throw unusable(from, `its ${name} is not as it was written`);
    bringToDisk(copy);
  }
}

/** Everything that could stand against it is found here, before anything is moved. Returns how many prescriptions were withdrawn. */
function prepare(path: string, backup: BackupManifest, options: RestoreOptions): number {
  const database = openDatabase(path);
  try {
    checkIntegrity(database);
    database.seals.check();
    const verdict = verifyLedger(database);
    if (!verdict.intact) throw unusable(options.from, `its records are not what was written: ${verdict.why}`);
    // A migration may have written the chain anew.
    if (backup.schema_version === MIGRATIONS.length && verdict.head !== backup.head)
      throw unusable(options.from, 'its records are others than it says');
    return transact(database, () => noteRestored(database, backup, options));
  } finally {
    database.sql.close();
  }
}

function noteRestored(database: Database, backup: BackupManifest, { wallMs }: RestoreOptions): number {
  const document: RestoredEntry = {
    event: 'restored',
    backup_made_at: backup.made_at,
    backup_records: backup.records,
    backup_head: backup.head,
  };
  auditLog(database, () => wallMs).append({ person: '', by: 'gateway', kind: 'security', document });
  return readDirectory(dirname(database.path)).kind === 'simulation' ? 0 : withdrawAll(database, backup, wallMs);
}

/** Whether a clinician withdrew it after the backup nobody here can know. */
function withdrawAll(database: Database, { made_at }: BackupManifest, wallMs: number): number {
  const book = prescriptionBook(database, () => wallMs);
  const devices = new Set(book.accepted().map(({ device }) => device));
  const inForce = [...devices].flatMap((device) => book.inForce({ device }) ?? []);
  const why = `the records were restored from a backup of ${made_at}: what was decided since is not known here`;
  for (const one of inForce) book.withdraw(one, 'gateway', why);
  return inForce.length;
}

/** Between the two renames there is no directory; whoever would make a new one there is refused by `restoringPath`. */
function putInPlace(draft: string, { dataDir, wallMs }: RestoreOptions): string | null {
  const place = resolve(dataDir);
  if (existsSync(place) && readdirSync(place).length === 0) rmdirSync(place);
  const keptAside = existsSync(place) ? asidePath(place, wallMs) : null;
  if (keptAside) renameSync(place, keptAside);
  try {
    renameSync(draft, place);
  } catch (cause) {
    if (keptAside) renameSync(keptAside, place);
    throw cause;
  }
  syncFolder(dirname(place));
  return keptAside;
}

const ASIDE = '.before-';

/** Records that a restored backup took the place of, by their paths. */
export function putAside(dataDir: string): string[] {
  const place = resolve(dataDir);
  return readdirSync(dirname(place))
    .filter((name) => name.startsWith(`${basename(place)}${ASIDE}`))
    .map((name) => join(dirname(place), name));
}

function asidePath(place: string, wallMs: number): string {
  const path = `${place}${ASIDE}${new Date(wallMs).toISOString().replaceAll(/[-:]|\..*/g, '')}`;
  if (!existsSync(path)) return path;
  throw new LimberError('records/place-taken', `${path} is there already and is kept. Try again in a second.`);
}

function explained(cause: unknown, draft: string, { from, dataDir }: RestoreOptions): unknown {
  if (cause instanceof LimberError)
    return new LimberError(cause.code, cause.message.replaceAll(draft, from), { cause: cause.cause });
  if ((cause as NodeJS.ErrnoException).syscall === undefined) return cause;
  const message = `The backup ${from} cannot be brought to ${dataDir}: ${systemWords(cause)}. What is there was not changed.`;
  return new LimberError('records/directory-not-writable', message, { cause });
}
