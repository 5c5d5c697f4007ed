import { expect, test } from 'vitest';
import { databasePath } from '../../host/records/directory-claim.ts';
import { type SealedPlace, sealsOf } from '../../host/records/sealing/seals.ts';
import { SEED } from '../seeded.ts';
import { tamper } from './audit-tampering.ts';
import {
  mulberry32,
  repOf,
  sessionEnd,
  sessionStart,
  swingingBlock,
  temporaryDirectory,
  temporaryStore,
} from './session-fixture.ts';

const PLACE: SealedPlace = ['table', 'column', 7];

test('what was sealed opens there, for that person, unchanged, and nowhere else', () => {
  const { seals } = temporaryStore().database;
  const random = mulberry32(SEED);
  for (let n = 0; n < 60; n++) {
    const plain = Uint8Array.from({ length: Math.floor(300 * random()) }, () => 256 * random());
    const sealed = seals.seal('p-7', PLACE, plain);
    expect(sealed).toHaveLength(plain.length + 29);
    expect([...seals.open('p-7', PLACE, sealed)]).toEqual([...plain]);
    const flipped = Uint8Array.from(sealed);
    flipped[Math.floor(sealed.length * random())]! ^= 1 << Math.floor(8 * random());
    const short = sealed.subarray(0, Math.floor(sealed.length * random()));
    for (const wrong of [flipped, short, plain, 'text', null])
      expect(() => seals.open('p-7', PLACE, wrong)).toThrow(/column of table 7 .+ is damaged or was moved there/);
    for (const place of [
      ['table', 'column', 8],
      ['table', 'other', 7],
      ['other', 'column', 7],
    ] as const)
      expect(() => seals.open('p-7', place, sealed)).toThrow(/damaged or was moved/);
    seals.seal('p-8', PLACE, plain);
    expect(() => seals.open('p-8', PLACE, sealed)).toThrow(/damaged or was moved/);
  }
  expect(seals.openJson('p-7', PLACE, seals.sealJson('p-7', PLACE, { a: 'ä' }))).toEqual({ a: 'ä' });
});

test('the same content is sealed otherwise each time', () => {
  const { seals } = temporaryStore().database;
  const sealed = Array.from({ length: 50 }, () =>
    Buffer.from(seals.seal('p-7', PLACE, Uint8Array.of(1))).toString('hex'),
  );
  expect(new Set(sealed)).toHaveProperty('size', 50);
});

test('a first row of a person that is rolled back takes no key with it', () => {
  const store = temporaryStore();
  const { sql, seals } = store.database;
  sql.exec('BEGIN');
  const lost = seals.seal('p-7', PLACE, Uint8Array.of(1));
  sql.exec('ROLLBACK');
  const sealed = seals.seal('p-7', PLACE, Uint8Array.of(2));
  expect([...seals.open('p-7', PLACE, sealed)]).toEqual([2]);
  expect(() => seals.open('p-7', PLACE, lost)).toThrow(/damaged/);
  // Another program, with nothing in memory.
  expect([...sealsOf('again', sql).open('p-7', PLACE, sealed)]).toEqual([2]);
});

test('of a forgotten person nothing opens, and what is written of them later is sealed anew', () => {
  const { seals } = temporaryStore().database;
  const sealed = seals.seal('p-7', PLACE, Uint8Array.of(1));
  seals.shred('p-7');
  expect(() => seals.open('p-7', PLACE, sealed)).toThrow(expect.objectContaining({ code: 'records/forgotten' }));
  seals.seal('p-7', PLACE, Uint8Array.of(1));
  expect(() => seals.open('p-7', PLACE, sealed)).toThrow(/damaged/);
});

function damaged(statement: string) {
  const dataDir = temporaryDirectory();
  const store = temporaryStore({ dataDir });
  for (const id of ['s-1', 's-2']) {
    const recording = store.begin(sessionStart(id));
    recording.addSamples(swingingBlock('shank', 0, 3));
    recording.addSamples(swingingBlock('thigh', 0, 3));
    recording.addRep(repOf(1));
    recording.finish(sessionEnd());
  }
  store.close();
  tamper(databasePath(dataDir), (sql) => sql.exec(statement));
  return temporaryStore({ dataDir });
}

const swapped = (table: string, column: string, one: string, other: string): string => `
  CREATE TEMP TABLE was AS SELECT rowid AS row, ${column} AS value FROM ${table} WHERE ${one} OR ${other};
  UPDATE ${table} SET ${column} = (SELECT value FROM was WHERE row <> ${table}.rowid) WHERE ${one} OR ${other};`;

test.each([
  ["UPDATE session SET document = zeroblob(60) WHERE id = 's-1'", /document of session in .+ is damaged/],
  [swapped('session', 'document', "id = 's-1'", "id = 's-2'"), /document of session in .+ was moved there/],
])('a session that was damaged, or whose row was changed for another, is refused in words', (statement, words) => {
  expect(() => damaged(statement).session('s-1')).toThrow(words);
});

test.each([
  'UPDATE chunk SET data = zeroblob(60) WHERE id = 1',
  swapped('chunk', 'data', 'id = 1', 'id = 2'),
  "UPDATE chunk SET session_id = 's-2' WHERE id = 1",
  "UPDATE chunk SET sensor = CASE sensor WHEN 'shank' THEN 'thigh' ELSE 'shank' END WHERE id IN (1, 2)",
  'UPDATE chunk SET configuration_id = 2 WHERE id = 1',
])('samples that were damaged, or that are said to be other ones, are refused in words: %s', (statement) => {
  const store = damaged(statement);
  const read = () =>
    ['s-1', 's-2'].flatMap((id) => [...store.rawSamples(id, 'shank'), ...store.rawSamples(id, 'thigh')]);
  expect(read).toThrow(/Chunk \d .+ is damaged: the raw samples in it are lost, the rest can be read/);
});

test("a person's key that was damaged is no wrong key of the records", () => {
  const store = damaged("UPDATE data_key SET wrapped = zeroblob(61) WHERE person = 'p-7'");
  expect(() => store.sessions()).toThrow(/What opens the records of one person .+ is damaged. Restore a backup/);
});
