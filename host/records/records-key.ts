import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { LimberError } from '../../protocol/limber-error.ts';
import { readKeptFile, writeSecretFile } from '../keys/secret-file.ts';

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
 * @throws LimberError records/key-unusable, keys/file-exposed
 */
export function findRecordsKey(databaseId: string): RecordsKey | null {
  const variable = process.env[VARIABLE];
  if (variable !== undefined) return recordsKey(variable, `the variable ${VARIABLE}`);
  const folder = process.env.CREDENTIALS_DIRECTORY;
  const credential = folder && join(folder, CREDENTIAL);
  if (credential && existsSync(credential))
    return recordsKey(readKeptFile(credential, false), `the systemd credential ${CREDENTIAL}`);
  const path = recordsKeyPath(databaseId);
  return existsSync(path) ? recordsKey(readKeptFile(path, true), path) : null;
}

/** The one that is there, else a new one, on disk when this returns. */
export function makeRecordsKey(databaseId: string): RecordsKey {
  const found = findRecordsKey(databaseId);
  if (found !== null) return found;
  const path = recordsKeyPath(databaseId);
  const text = randomBytes(RECORDS_KEY_BYTES).toString('base64');
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeSecretFile(path, `${text}\n`, false);
  } catch (cause) {
    const message = `The key of the records cannot be kept in ${path}. Make ${dirname(path)} writable, or give a key of your own in ${VARIABLE} (32 random bytes, base64).`;
    throw new LimberError('records/key-unusable', message, { cause });
  }
  return recordsKey(text, path);
}

/** A folder of the user's own that backups of the data directory do not take along. */
export function recordsKeyPath(databaseId: string): string {
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'limber', 'records', `${databaseId}.key`);
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
