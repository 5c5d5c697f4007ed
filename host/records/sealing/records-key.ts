import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { LimberError } from '../../../protocol/limber-error.ts';
import { readKeptFile, recordsAbove, writeSecretFile } from '../../keys/secret-file.ts';

/** What all records of one data directory are locked with; lies outside that directory. */
export interface RecordsKey {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** First eight bytes of its SHA-256, hex: tells one key from another and nothing else. */
  readonly id: string;
  /** Where it came from, in words. */
  readonly from: string;
}

export const RECORDS_KEY_BYTES = 32;
const VARIABLE = 'LIMBER_RECORDS_KEY';
/** systemd: LoadCredential=limber-records-key:<file> */
const CREDENTIAL = 'limber-records-key';

/**
 * From the environment, else from systemd, else from a file of the user's own. Null where there is none.
 * @param databaseId which data directory
 * @param keyId the one that fits, where known: while keys are changed there are two
 * @throws LimberError records/key-unusable, keys/file-exposed, keys/file-unreadable
 */
export function findRecordsKey(databaseId: string, keyId?: string): RecordsKey | null {
  const [first, ...others] = [
    keyInForce(databaseId),
    () => keyGiven('next'),
    () => keyInFile(recordsKeyPath(databaseId, 'next')),
  ];
  const found = first();
  if (keyId === undefined || found?.id === keyId) return found;
  for (const other of others) {
    const key = other();
    if (key?.id === keyId) return key;
  }
  return found;
}

/** The one that is there, else a new one, on disk when this returns. */
export function makeRecordsKey(databaseId: string): RecordsKey {
  return findRecordsKey(databaseId) ?? writeKey(recordsKeyPath(databaseId));
}

/**
 * What takes the place of the key in force: where that is a file, a new one, on disk beside it when this returns; else the
 * one that is given as the next.
 * @throws LimberError records/key-missing, records/key-unusable
 */
export function nextRecordsKey(databaseId: string): RecordsKey {
  const given = keyGiven('next');
  if (given !== null) return given;
  if (keyGiven('in force') === null) return writeKey(recordsKeyPath(databaseId, 'next'));
  const message = `The key of the records is given to this program, so the next one has to be too: in ${VARIABLE}_NEXT, or as the systemd credential ${CREDENTIAL}-next (32 random bytes, base64). Nothing was changed.`;
  throw new LimberError('records/key-missing', message);
}

/** Ends what a change of keys left behind when it was cut short: of two files the one that fits stays. */
export function settleRecordsKey(databaseId: string, keyId: string): void {
  const path = recordsKeyPath(databaseId);
  const next = recordsKeyPath(databaseId, 'next');
  if (!existsSync(next)) return;
  if (keyInFile(next)?.id === keyId) renameSync(next, path);
  else if (keyInForce(databaseId)()?.id === keyId) rmSync(next);
}

/** Where a file holds this key, the file is removed: one that is kept elsewhere took its place. */
export function dropKeyFile(databaseId: string, keyId: string): void {
  const path = recordsKeyPath(databaseId);
  if (keyInFile(path)?.id === keyId) rmSync(path);
}

/** A folder of the user's own that backups of the data directory do not take along. */
export function recordsKeyPath(databaseId: string, which: 'in force' | 'next' = 'in force'): string {
  const folder = join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'limber', 'records');
  return join(folder, `${databaseId}${which === 'next' ? '.next' : ''}.key`);
}

const keyInForce = (databaseId: string) => (): RecordsKey | null =>
  keyGiven('in force') ?? keyInFile(recordsKeyPath(databaseId));

/** By who starts the program. */
function keyGiven(which: 'in force' | 'next'): RecordsKey | null {
  const variable = which === 'next' ? `${VARIABLE}_NEXT` : VARIABLE;
  const text = process.env[variable];
  if (text !== undefined) return recordsKey(text, `the variable ${variable}`);
  const folder = process.env.CREDENTIALS_DIRECTORY;
  const name = which === 'next' ? `${CREDENTIAL}-next` : CREDENTIAL;
  const credential = folder && join(folder, name);
  if (!credential || !existsSync(credential)) return null;
  return recordsKey(readKeptFile(credential, false), `the systemd credential ${name}`);
}

function keyInFile(path: string): RecordsKey | null {
  if (!existsSync(path)) return null;
  refuseInside(realpathSync(path));
  return recordsKey(readKeptFile(path, true), path);
}

function writeKey(path: string): RecordsKey {
  refuseInside(path);
  const text = randomBytes(RECORDS_KEY_BYTES).toString('base64');
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeSecretFile(path, `${text}\n`, path.endsWith('.next.key'));
  } catch (cause) {
    const message = `The key of the records cannot be kept in ${path}. Make ${dirname(path)} writable, or give a key of your own in ${VARIABLE} (32 random bytes, base64).`;
    throw new LimberError('records/key-unusable', message, { cause });
  }
  return recordsKey(text, path);
}

/** Whoever copies a data directory has all that lies in it. */
function refuseInside(path: string): void {
  const directory = recordsAbove(path);
  if (directory === undefined) return;
  const message = `The key of the records would lie in ${path}, inside the data directory ${directory}: whoever gets that would have both. Choose another --data, set XDG_CONFIG_HOME to another folder, or give the key in ${VARIABLE}.`;
  throw new LimberError('records/key-unusable', message);
}

function recordsKey(text: string, from: string): RecordsKey {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, 'base64');
  if (key.length !== RECORDS_KEY_BYTES || key.toString('base64') !== trimmed) {
    const message = `What ${from} holds is no key of records: it must be ${RECORDS_KEY_BYTES} random bytes, base64.`;
    throw new LimberError('records/key-unusable', message);
  }
  const id = createHash('sha256').update(key).digest().subarray(0, 8).toString('hex');
  return { key: new Uint8Array(key), id, from };
}
