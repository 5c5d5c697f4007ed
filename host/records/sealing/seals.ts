import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { LimberError } from '../../../protocol/limber-error.ts';
import { prepared } from '../prepared.ts';
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
  /** The same for many at once, while nothing is written: each person's key is looked for once. */
  opener(): Opener;
  sealJson(person: string, place: SealedPlace, value: unknown): Uint8Array;
  openJson(person: string, place: SealedPlace, sealed: unknown): unknown;
  /** Throws LimberError unless the key of the records is at hand and the right one. */
  check(): void;
  /** Deletes a person's key. */
  shred(person: string): void;
  /** Wraps every person's key anew; part of the caller's transaction. */
  rewrap(next: RecordsKey): void;
}

export type Opener = Pick<Seals, 'open'>;

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** Whose key opens what is about nobody, and tells whether the key of the records is the right one. */
export const NOBODY = '';

/** The key of the records is looked for when it is first needed: a chain is verified without. */
export function sealsOf(path: string, sql: DatabaseSync, find = findRecordsKey): Seals {
  const keys = dataKeys(path, sql, find);
  const openWith = (key: KeyObject, person: string, place: SealedPlace, sealed: unknown): Uint8Array => {
    const plain = sealed instanceof Uint8Array ? decrypt(key, authenticated(person, place), sealed) : null;
    if (plain === null) throw damaged(path, place);
    return plain;
  };
  const seals: Seals = {
    seal: (person, place, plain) => encrypt(keys.toSeal(person), authenticated(person, place), plain),
    open: (person, place, sealed) => openWith(keys.toOpen(person), person, place, sealed),
    opener() {
      const found = new Map<string, KeyObject>();
      return {
        open(person, place, sealed) {
          const key = found.get(person) ?? keys.toOpen(person);
          found.set(person, key);
          return openWith(key, person, place, sealed);
        },
      };
    },
    sealJson: (person, place, value) => seals.seal(person, place, Buffer.from(JSON.stringify(value) ?? 'null')),
    openJson: (person, place, sealed) => JSON.parse(Buffer.from(seals.open(person, place, sealed)).toString('utf8')),
    check: () => void keys.toSeal(NOBODY),
    shred: (person) => void prepared(sql, 'DELETE FROM data_key WHERE person = ?').run(person),
    rewrap: keys.rewrap,
  };
  return seals;
}

interface DataKeys {
  toSeal(person: string): KeyObject;
  toOpen(person: string): KeyObject;
  rewrap(next: RecordsKey): void;
}

function dataKeys(path: string, sql: DatabaseSync, find: typeof findRecordsKey): DataKeys {
  const known = new Map<string, RecordsKey>();
  const unwrapped = new Map<string, KeyObject>();
  const mainKey = (): RecordsKey => {
    const { id, key_id } = prepared(sql, 'SELECT id, key_id FROM identity').get() as { id: string; key_id: string };
    const key = known.get(key_id) ?? keyFor(path, id, key_id, find);
    known.set(key_id, key);
    return key;
  };
  const wrappedOf = (person: string): Uint8Array | undefined =>
    prepared(sql, 'SELECT wrapped FROM data_key WHERE person = ?').get(person)?.wrapped as Uint8Array | undefined;
  const unwrap = (person: string, wrapped: Uint8Array): KeyObject => {
    // By the row and not by the person: a key that was made in a transaction that was rolled back is no key.
    const name = `${person} ${Buffer.from(wrapped).toString('base64')}`;
    let key = unwrapped.get(name);
    if (key === undefined) {
      const opened = decrypt(createSecretKey(mainKey().key), keyPlace(person), wrapped);
      if (opened === null) throw person === NOBODY ? wrongKey(path, mainKey()) : damagedKey(path);
      key = createSecretKey(opened);
      unwrapped.set(name, key);
    }
    return key;
  };
  return {
    toSeal: (person) => unwrap(person, wrappedOf(person) ?? makeKey(sql, mainKey(), person)),
    toOpen(person) {
      const wrapped = wrappedOf(person);
      if (wrapped === undefined) throw forgotten();
      return unwrap(person, wrapped);
    },
    rewrap(next) {
      for (const row of prepared(sql, 'SELECT person, wrapped FROM data_key').all()) {
        const person = String(row.person);
        const wrapped = wrap(next, person, unwrap(person, row.wrapped as Uint8Array).export());
        prepared(sql, 'UPDATE data_key SET wrapped = ? WHERE person = ?').run(wrapped, person);
      }
      prepared(sql, 'UPDATE identity SET key_id = ?').run(next.id);
      known.set(next.id, next);
    },
  };
}

const wrap = (main: RecordsKey, person: string, key: Uint8Array): Uint8Array =>
  encrypt(createSecretKey(main.key), keyPlace(person), key);

function makeKey(sql: DatabaseSync, main: RecordsKey, person: string): Uint8Array {
  const wrapped = wrap(main, person, randomBytes(KEY_BYTES));
  prepared(sql, 'INSERT INTO data_key (person, wrapped) VALUES (?, ?)').run(person, wrapped);
  return wrapped;
}

function keyFor(path: string, id: string, keyId: string, find: typeof findRecordsKey): RecordsKey {
  const found = find(id, keyId);
  if (found === null)
    throw new LimberError(
      'records/key-missing',
      `The key of the records in ${path} is not here: bring back ${id}.key of the folder limber/records in your configuration, or give the key in LIMBER_RECORDS_KEY. Nothing was changed.`,
    );
  if (found.id !== keyId) throw wrongKey(path, found);
  return found;
}

const authenticated = (person: string, place: SealedPlace): string =>
  JSON.stringify(['limber/sealed/1', person, ...place]);
const keyPlace = (person: string): string => JSON.stringify(['limber/data-key/1', person]);

function encrypt(key: KeyObject, aad: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(aad));
  return Buffer.concat([Uint8Array.of(VERSION), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: KeyObject, aad: string, sealed: Uint8Array): Uint8Array | null {
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

const damagedKey = (path: string): LimberError =>
  new LimberError('records/corrupt', `What opens the records of one person in ${path} is damaged. Restore a backup.`);

const forgotten = (): LimberError =>
  new LimberError('records/forgotten', 'What was kept of this person was deleted and cannot be read any more.');

const damaged = (path: string, [table, column, row]: SealedPlace): LimberError =>
  new LimberError(
    'records/corrupt',
    `${column} of ${table}${typeof row === 'number' ? ` ${row}` : ''} in ${path} is damaged or was moved there. Restore a backup.`,
  );
