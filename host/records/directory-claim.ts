import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LimberError } from '../../protocol/limber-error.ts';
import { type DirectoryFacts, type DirectoryKind, type Enrolment, refuseDirectory } from './data-directory.ts';
import { explaining, openDatabase } from './database.ts';
import { readEnrolments } from './enrolment-row.ts';

const DATABASE = 'records.db';
const MARKER = 'limber-data.json';
const LOCK = 'lock.db';
const HOLDER = 'gateway.json';

/** A data directory that this process alone may write, until it releases it or dies. */
export interface DirectoryClaim {
  readonly databasePath: string;
  /** The last gateway here did not shut down: it was killed, or the power went. */
  readonly afterCrash: boolean;
  release(): void;
}

export const databasePath = (path: string): string => join(path, DATABASE);

/** Reads what a directory says about itself; a directory that does not exist says nothing. */
export function readDirectory(path: string): DirectoryFacts {
  const hasDatabase = existsSync(databasePath(path));
  return { path, kind: readMarker(path), hasDatabase, enrolled: hasDatabase ? readEnrolled(path) : [] };
}

/**
 * Creates the directory if need be and takes it for this process.
 * Throws LimberError records/directory-not-writable, directory-in-use, not-a-simulation or simulation-only.
 */
export function claimDirectory(path: string, kind: DirectoryKind, wallMs: number): DirectoryClaim {
  refuseHalfRestored(path);
  writing(path, () => makeDirectory(path));
  const facts = readDirectory(path);
  const refused = refuseDirectory(facts, kind);
  if (refused !== null) throw new LimberError(refused.code, refused.message);
  const holder = join(path, HOLDER);
  const lock = lockDirectory(path);
  try {
    const afterCrash = existsSync(holder);
    const createdAt = new Date(wallMs).toISOString();
    if (facts.kind === null)
      writing(path, () => writeFileSync(join(path, MARKER), `${JSON.stringify({ kind, createdAt })}\n`));
    writing(path, () => writeFileSync(holder, `${JSON.stringify({ pid: process.pid, since: createdAt })}\n`));
    const release = () => {
      rmSync(holder, { force: true });
      lock.close();
    };
    return { databasePath: databasePath(path), afterCrash, release };
  } catch (cause) {
    lock.close();
    throw cause;
  }
}

/** Takes a directory that is there, whatever state it is in, until it is released. @throws LimberError records/directory-in-use */
export function holdDirectory(path: string): () => void {
  const lock = lockDirectory(path);
  return () => lock.close();
}

/** Where a backup is prepared before it takes the place of a data directory. */
export const restoringPath = (path: string): string => `${resolve(path)}.restoring`;

/** The old directory is aside already, the new one not in its place yet: new records there would know of no dose. */
function refuseHalfRestored(path: string): void {
  if (existsSync(path) || !existsSync(restoringPath(path))) return;
  throw new LimberError(
    'records/directory-missing',
    `A backup was being restored to ${path} when it was cut short. Restore it again: limber restore --from <backup> --data ${path}`,
  );
}

/**
 * The lock is an exclusive transaction on a file of its own: the kernel ends it with the process, so there is no stale
 * lock to judge and no process id that another process could have taken over.
 */
function lockDirectory(path: string): DatabaseSync {
  return explaining(join(path, LOCK), () => {
    const lock = new DatabaseSync(join(path, LOCK), { timeout: 0 });
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return lock;
    } catch (cause) {
      lock.close();
      if (((cause as { errcode?: number }).errcode ?? 0) !== 5) throw cause;
      throw new LimberError(
        'records/directory-in-use',
        `${path} is in use by another gateway${holderWords(path)}. Stop that one, or choose another directory with --data.`,
        { cause },
      );
    }
  });
}

function holderWords(path: string): string {
  try {
    const { pid, since } = JSON.parse(readFileSync(join(path, HOLDER), 'utf8'));
    return ` (process ${Number(pid)}, since ${String(since)})`;
  } catch {
    return '';
  }
}

/** Not `recursive`: Node then tries for ever where the system answers ENOENT below a directory that exists, as /proc does. */
function makeDirectory(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  // What is in clear, pseudonyms and times, is nobody else's either.
  mkdirSync(path, { mode: 0o700 });
}

function readMarker(path: string): DirectoryKind | null {
  if (!existsSync(join(path, MARKER))) return null;
  try {
    const { kind } = JSON.parse(readFileSync(join(path, MARKER), 'utf8'));
    if (kind === 'simulation' || kind === 'real') return kind;
  } catch {
    // Falls through to the refusal: a marker that can't be read says as little as one with another word in it.
  }
  throw new LimberError(
    'records/corrupt',
    `${join(path, MARKER)} does not say whether this directory is simulated. Write {"kind":"simulation"} or {"kind":"real"} into it, or choose another directory with --data.`,
  );
}

function readEnrolled(path: string): readonly Enrolment[] {
  const database = openDatabase(databasePath(path), { readOnly: true });
  try {
    // A gateway that was killed while it created the file leaves it without tables.
    if (database.version === 0) return [];
    return explaining(path, () => readEnrolments(database));
  } finally {
    database.sql.close();
  }
}

function writing<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why =
      code === 'EEXIST' || code === 'ENOTDIR'
        ? 'a file is in the way'
        : code === 'ENOSPC'
          ? 'the disk is full'
          : `the system says ${code}`;
    throw new LimberError(
      'records/directory-not-writable',
      `The data directory ${path} cannot be written: ${why}. Choose another with --data.`,
      { cause },
    );
  }
}
