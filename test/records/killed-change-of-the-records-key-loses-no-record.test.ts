import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RotationStep, rotateRecordsKey } from '../../host/records/sealing/key-rotation.ts';
import { findRecordsKey, recordsKeyPath } from '../../host/records/sealing/records-key.ts';
import { openStore, type Store } from '../../host/records/store.ts';
import { sessionEnd, sessionStart, temporaryDirectory, WALL_MS } from './session-fixture.ts';

const { env } = process;
const kept = { ...env };
beforeEach(() => {
  env.XDG_CONFIG_HOME = temporaryDirectory();
});
afterEach(() => {
  for (const name of ['LIMBER_RECORDS_KEY', 'LIMBER_RECORDS_KEY_NEXT', 'CREDENTIALS_DIRECTORY']) delete env[name];
  env.XDG_CONFIG_HOME = kept.XDG_CONFIG_HOME;
});

const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
const opened = (dataDir: string): Store => openStore(dataDir, { simulated: true, wallMs: () => WALL_MS });

function within<Result>(dataDir: string, work: (store: Store) => Result): Result {
  const store = opened(dataDir);
  try {
    return work(store);
  } finally {
    store.close();
  }
}

const identityOf = ({ database }: Store) =>
  database.sql.prepare('SELECT id, key_id AS keyId FROM identity').get() as { id: string; keyId: string };

function recorded(): { readonly dataDir: string; readonly id: string; readonly keyId: string } {
  const dataDir = join(temporaryDirectory(), 'data');
  return within(dataDir, (store) => {
    store.begin(sessionStart('s-1')).finish(sessionEnd());
    store.audit.append({ person: 'p-7', by: 'patient', kind: 'pain', document: { now: 3 } });
    return { dataDir, ...identityOf(store) };
  });
}

function expectWhole(dataDir: string): string {
  return within(dataDir, (store) => {
    expect(store.session('s-1').session.person).toBe('p-7');
    expect(store.audit.of('p-7', ['pain'])[0]?.document).toEqual({ now: 3 });
    expect(store.audit.verify()).not.toHaveProperty('unopened');
    expect(store.audit.verify()).toMatchObject({ intact: true });
    return identityOf(store).keyId;
  });
}

const STEPS: readonly RotationStep[] = ['made', 'wrapped', 'committed', 'settled'];
test.each(STEPS)('cut short once the new key is %s, the old or the new one is in force and the other gone', (step) => {
  const { dataDir, id, keyId } = recorded();
  const before = readFileSync(recordsKeyPath(id), 'utf8');
  const cut = (reached: RotationStep): void => {
    if (reached === step) throw new Error('killed');
  };
  expect(() => rotateRecordsKey(dataDir, { onStep: cut })).toThrow('killed');
  const isOld = step === 'made' || step === 'wrapped';
  expect(expectWhole(dataDir) === keyId).toBe(isOld);
  expect(existsSync(recordsKeyPath(id, 'next'))).toBe(false);
  expect(readFileSync(recordsKeyPath(id), 'utf8') === before).toBe(isOld);
  // And then it goes through.
  const { from, to, place } = rotateRecordsKey(dataDir);
  expect(place).toBe(recordsKeyPath(id));
  expect(expectWhole(dataDir)).toBe(to);
  expect(findRecordsKey(id)?.id).toBe(to);
  expect(to).not.toBe(from);
});

test('the change is in the chain, and the old key opens nothing any more', () => {
  const { dataDir, id, keyId } = recorded();
  const old = readFileSync(recordsKeyPath(id), 'utf8').trim();
  const { to } = rotateRecordsKey(dataDir, { wallMs: WALL_MS });
  within(dataDir, ({ audit }) =>
    expect(audit.of('', ['security']).at(-1)?.document).toEqual({ event: 'records-key-changed', from: keyId, to }),
  );
  env.LIMBER_RECORDS_KEY = old;
  expect(() => opened(dataDir)).toThrow(/The key in the variable LIMBER_RECORDS_KEY is not the one/);
});

test('a key that is given is changed for the next that is given, and never for a file', () => {
  env.LIMBER_RECORDS_KEY = key(1);
  const { dataDir, id } = recorded();
  expect(() => rotateRecordsKey(dataDir)).toThrow(/LIMBER_RECORDS_KEY_NEXT/);
  env.LIMBER_RECORDS_KEY_NEXT = key(1);
  expect(() => rotateRecordsKey(dataDir)).toThrow(/must be another/);
  env.LIMBER_RECORDS_KEY_NEXT = key(2);
  rotateRecordsKey(dataDir);
  // Both as at the change, then the new one in its place.
  const keyId = expectWhole(dataDir);
  delete env.LIMBER_RECORDS_KEY_NEXT;
  expect(() => opened(dataDir)).toThrow(/is not the one/);
  env.LIMBER_RECORDS_KEY = key(2);
  expect(expectWhole(dataDir)).toBe(keyId);
  expect(existsSync(recordsKeyPath(id)) || existsSync(recordsKeyPath(id, 'next'))).toBe(false);
});

test('from a file to a key that is given: the file goes', () => {
  const { dataDir, id } = recorded();
  env.LIMBER_RECORDS_KEY_NEXT = key(3);
  rotateRecordsKey(dataDir);
  expect(existsSync(recordsKeyPath(id))).toBe(false);
  delete env.LIMBER_RECORDS_KEY_NEXT;
  env.LIMBER_RECORDS_KEY = key(3);
  expectWhole(dataDir);
});

test('not while a gateway runs, and not where there are no records', () => {
  const { dataDir } = recorded();
  within(dataDir, () => expect(() => rotateRecordsKey(dataDir)).toThrow(/in use by another gateway/));
  expect(() => rotateRecordsKey(join(dataDir, 'nowhere'))).toThrow(/There are no records/);
});
