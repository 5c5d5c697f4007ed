import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { LimberError } from '../../protocol/limber-error.ts';
import { findRecordsKey, type RecordsKey } from './records-key.ts';

/** Where a sealed value stands: moved to another place, it no longer opens. */
export type SealedPlace = readonly [table: string, column: string, row: string | number];

/**
 * AES-256-GCM, a key for each person ('' for what is about nobody), each wrapped by the key of the records. A forgotten person's key is
 * gone, and with it all that was sealed for them, backups' copies of the rows included once their keys are.
 * Sealed: 1 byte of version, 12 of nonce, the content, 16 of tag.
 */
export interface Seals {
  /** Makes the person's key if need be: part of the caller's transaction. */
  seal(person: string, place: SealedPlace, plain: Uint8Array): Uint8Array;
  /** Throws LimberError records/corrupt where it is not what was sealed there, records/forgotten, records/key-missing, records/key-wrong. */
  open(person: string, place: SealedPlace, sealed: unknown): Uint8Array;
  sealJson(person: string, place: SealedPlace, value: unknown): Uint8Array;
  openJson(person: string, place: SealedPlace, sealed: unknown): unknown;
  /** Throws LimberError unless the key of the records is at hand and the right one. */
  check(): void;
  /** Deletes a person's key. */
  shred(person: string): void;
  /** Wraps every person's key anew; part of the caller's transaction. */
  rewrap(next: RecordsKey): void;
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Whose key opens what is about nobody, and tells whether the key of the records is the right one. */
export const NOBODY = '';

/** The key of the records is looked for when it is first needed: a chain is verified without. */
export function sealsOf(path: string, sql: DatabaseSync, find = findRecordsKey): Seals {
  let main: RecordsKey | undefined;
  const unwrapped = new Map<string, Uint8Array>();
  const select = () => sql.prepare('SELECT wrapped FROM data_key WHERE person = ?');
  const mainKey = (): RecordsKey => {
    main ??= keyFor(path, sql, find);
    return main;
  };
  const wrappedOf = (person: string): Uint8Array | undefined => select().get(person)?.wrapped as Uint8Array | undefined;
  const unwrap = (person: string, wrapped: Uint8Array): Uint8Array => {
    // By the row and not by the person: a key that was made in a transaction that was rolled back is no key.
    const name = `${person} ${Buffer.from(wrapped).toString('base64')}`;
    let key = unwrapped.get(name);
    if (key === undefined) {
      const opened = decrypt(mainKey().key, keyPlace(person), wrapped);
      if (opened === null) throw wrongKey(path, mainKey());
      key = opened;
      unwrapped.set(name, key);
    }
    return key;
  };
  const keyToSeal = (person: string): Uint8Array => {
    const wrapped = wrappedOf(person);
    if (wrapped) return unwrap(person, wrapped);
    const made = encrypt(mainKey().key, keyPlace(person), randomBytes(KEY_BYTES));
    sql.prepare('INSERT INTO data_key (person, wrapped) VALUES (?, ?)').run(person, made);
    return unwrap(person, made);
  };
  const seals: Seals = {
    seal: (person, place, plain) => encrypt(keyToSeal(person), authenticated(person, place), plain),
    open(person, place, sealed) {
      const wrapped = wrappedOf(person);
      if (wrapped === undefined) throw forgotten(person);
      const plain =
        sealed instanceof Uint8Array ? decrypt(unwrap(person, wrapped), authenticated(person, place), sealed) : null;
      if (plain === null) throw damaged(path, place);
      return plain;
    },
    sealJson: (person, place, value) => seals.seal(person, place, Buffer.from(JSON.stringify(value) ?? 'null')),
    openJson: (person, place, sealed) => JSON.parse(Buffer.from(seals.open(person, place, sealed)).toString('utf8')),
    check: () => void keyToSeal(NOBODY),
    shred(person) {
      sql.prepare('DELETE FROM data_key WHERE person = ?').run(person);
      unwrapped.clear();
    },
    rewrap(next) {
      const rows = sql.prepare('SELECT person, wrapped FROM data_key').all();
      const put = sql.prepare('UPDATE data_key SET wrapped = ? WHERE person = ?');
      for (const { person, wrapped } of rows) {
        const name = String(person);
        put.run(encrypt(next.key, keyPlace(name), unwrap(name, wrapped as Uint8Array)), name);
      }
      sql.prepare('UPDATE identity SET key_id = ?').run(next.id);
    },
  };
  return seals;
}

function keyFor(path: string, sql: DatabaseSync, find: typeof findRecordsKey): RecordsKey {
  const { id, key_id } = sql.prepare('SELECT id, key_id FROM identity').get() as { id: string; key_id: string };
  const found = find(id);
  if (found === null)
    throw new LimberError(
      'records/key-missing',
      `The key of the records in ${path} is not here: bring back ${id}.key of the folder limber/records in your configuration, or give the key in LIMBER_RECORDS_KEY. Nothing was changed.`,
    );
  if (found.id !== key_id) throw wrongKey(path, found);
  return found;
}

const authenticated = (person: string, place: SealedPlace): string =>
  JSON.stringify(['limber/sealed/1', person, ...place]);
const keyPlace = (person: string): string => JSON.stringify(['limber/data-key/1', person]);

function encrypt(key: Uint8Array, aad: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(aad));
  return Buffer.concat([Uint8Array.of(VERSION), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, aad: string, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] !== VERSION) return null;
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(aad)).setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

const wrongKey = (path: string, { from }: RecordsKey): LimberError =>
  new LimberError(
    'records/key-wrong',
    `The key in ${from} is not the one that locks ${path}. Bring back the right one; nothing was changed.`,
  );

const forgotten = (person: string): LimberError =>
  new LimberError(
    'records/forgotten',
    `What was kept of ${person || 'nobody'} was deleted and cannot be read any more.`,
  );

const damaged = (path: string, [table, column, row]: SealedPlace): LimberError =>
  new LimberError(
    'records/corrupt',
    `${column} of ${table} ${row} in ${path} is damaged or was moved there. Restore a backup.`,
  );
