import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { chainHash, NO_HASH } from '../../host/records/chain/audit-chain.ts';
import { appendLink } from '../../host/records/chain/audit-rows.ts';
import { databasePath } from '../../host/records/directory-claim.ts';
import { openArchive, openStore, type Store } from '../../host/records/store.ts';
import { rehash, tamper, withoutKey } from './audit-tampering.ts';
import { sessionEnd, sessionStart, temporaryDirectory, temporaryStore } from './session-fixture.ts';

const FIXTURE = join(import.meta.dirname, '../fixtures/auth_vectors.json');

test('the vectors of the reference come out of the same function', () => {
  const { chain } = JSON.parse(readFileSync(FIXTURE, 'utf8'));
  expect(chain[0].prev).toBe(NO_HASH);
  for (const { hash, ...fields } of chain) expect(chainHash(fields)).toBe(hash);
});

/** Ten records: reports, decisions, doses. */
function filledStore(dataDir = temporaryDirectory()): Store {
  const store = temporaryStore({ dataDir });
  fill(store);
  return store;
}

function fill(store: Store): void {
  const recording = store.begin(sessionStart('s-1'));
  for (let n = 1; n <= 3; n++) {
    store.audit.append({
      person: 'p-7',
      by: 'patient',
      kind: 'comfort',
      document: { level: n, note: 'strong, "good"' },
    });
    recording.addDecision({ atMs: n, kind: 'level', detail: { n } });
    recording.addDose({ atMs: n + 0.5, pulses: n, chargeNc: 10 * n, onTimeMs: n, peakCurrentUa: n });
  }
  store.audit.append({ person: '', by: 'gateway', kind: 'security', document: { replayed: 10 } });
}

describe('the chain', () => {
  it('takes reports, decisions and doses in their order and proves them', () => {
    const store = filledStore();
    expect(store.audit.of('p-7').map(({ kind }) => kind)).toEqual([
      ...['comfort', 'decision', 'dose', 'comfort', 'decision', 'dose', 'comfort', 'decision', 'dose'],
    ]);
    expect(store.audit.of('p-7', ['comfort']).map(({ document }) => document)).toEqual(
      [1, 2, 3].map((level) => ({ level, note: 'strong, "good"' })),
    );
    const head = store.audit.head();
    expect(head.records).toBe(10);
    expect(store.audit.verify({ kept: { hash: head.head, seq: 10 } })).toEqual({ intact: true, ...head });
  });

  it('is empty and proven before anything is written', () => {
    expect(temporaryStore().audit.verify()).toEqual({ intact: true, records: 0, head: NO_HASH });
  });

  it('cannot be changed, shortened or forked through this database, nor a dose written beside it', () => {
    const { sql } = filledStore().database;
    expect(() => sql.exec("UPDATE audit SET person = 'x'")).toThrow('append-only');
    expect(() => sql.exec('DELETE FROM audit')).toThrow('append-only');
    expect(() =>
      sql.exec(`INSERT INTO audit (seq, wall_ms, person, kind, document, prev, hash)
      SELECT 11, 0, '', 'dose', x'', '${NO_HASH}', 'x'`),
    ).toThrow('follows');
    const dose = (link: string) =>
      `INSERT INTO dose (session_id, person, wall_ms, at_ms, audit_seq) VALUES ('s-1', 'p-7', 0, 0, ${link})`;
    for (const link of ['NULL', '10', '99']) expect(() => sql.exec(dose(link)), link).toThrow('with its record');
    // A record that has its dose already takes no second one.
    expect(() => sql.exec(dose('3'))).toThrow('UNIQUE');
  });

  it('is proven while a gateway appends, and on a copy of the file', () => {
    const dataDir = temporaryDirectory();
    const store = filledStore(dataDir);
    const archive = openArchive(dataDir);
    expect(archive.audit.verify()).toMatchObject({ intact: true, records: 10 });
    store.audit.append({ person: 'p-7', by: 'patient', kind: 'pain', document: { now: 3 } });
    expect(archive.audit.verify()).toMatchObject({ intact: true, records: 11 });
    archive.close();
  });

  it('ties a session document to itself: the head is in it', () => {
    const store = filledStore();
    const { head } = store.audit.head();
    const document = store.begin(sessionStart('s-2')).finish(sessionEnd());
    expect(document.ledger).toEqual({ records: 10, head });
  });
});

const filled = { path: '', head: '' };
beforeAll(() => {
  const dataDir = mkdtempSync(join(tmpdir(), 'limber-filled-'));
  const store = openStore(dataDir, { simulated: true, wallMs: () => 0 });
  fill(store);
  Object.assign(filled, { path: databasePath(dataDir), head: store.audit.head().head });
  store.close();
  return () => rmSync(dataDir, { recursive: true });
});

/** The file of ten records, changed by somebody who holds it; what verify says then, with the key of the records and without. */
function verdictAfter(change: (sql: DatabaseSync) => void) {
  const dataDir = temporaryDirectory();
  copyFileSync(filled.path, databasePath(dataDir));
  const { head } = filled;
  tamper(databasePath(dataDir), change);
  const archive = openArchive(dataDir);
  const verdict = archive.audit.verify();
  archive.close();
  return withoutKey(() => {
    const locked = openArchive(dataDir);
    const keyless = locked.audit.verify();
    const held = locked.audit.verify({ kept: { hash: head, seq: 10 } });
    locked.close();
    return { verdict, keyless, held };
  });
}

describe('a change by who holds the file', () => {
  const FIELDS = {
    ...{ wall_ms: 1, person: "'p-8'", kind: "'pain'", entry: 7, former: "'0'", document: "x'7b7d'" },
    ...{ prev: "'0'", hash: "'0'" },
  };
  for (const [field, value] of Object.entries(FIELDS)) {
    it.each([1, 5, 6, 10])(`${field} of record %i is found there`, (seq) => {
      const found = verdictAfter((sql) => sql.exec(`UPDATE audit SET ${field} = ${value} WHERE seq = ${seq}`));
      expect(found.verdict).toMatchObject({ intact: false, brokenSeq: seq, fault: 'changed' });
      expect(found.keyless).toEqual(found.verdict);
    });
  }

  it.each([1, 5, 9])('deletion of record %i is found there', (seq) => {
    const { verdict } = verdictAfter((sql) => sql.exec(`DELETE FROM audit WHERE seq = ${seq}`));
    expect(verdict).toMatchObject({ intact: false, brokenSeq: seq, fault: 'missing' });
  });

  it('deletion with the later ones moved up is found there', () => {
    const { verdict } = verdictAfter((sql) => {
      sql.exec('DELETE FROM audit WHERE seq = 4');
      for (let seq = 5; seq <= 10; seq++) sql.exec(`UPDATE audit SET seq = ${seq - 1} WHERE seq = ${seq}`);
    });
    expect(verdict).toMatchObject({ intact: false, brokenSeq: 4, fault: 'reordered' });
  });

  it('two records that changed places are found at the first of them', () => {
    const { verdict } = verdictAfter((sql) => {
      sql.exec('UPDATE audit SET seq = 99 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 7');
      sql.exec('UPDATE audit SET seq = 7 WHERE seq = 99');
    });
    expect(verdict).toMatchObject({ intact: false, brokenSeq: 2, fault: 'reordered' });
  });

  it('a cut off end is found by the count, and where that was put back, by the kept head alone', () => {
    const cut = verdictAfter((sql) => sql.exec('DELETE FROM audit WHERE seq = 10'));
    expect(cut.verdict).toMatchObject({ intact: false, brokenSeq: 10, fault: 'cut-off' });
    const recounted = verdictAfter((sql) => {
      sql.exec("DELETE FROM audit WHERE seq = 10; UPDATE sqlite_sequence SET seq = 9 WHERE name = 'audit'");
    });
    expect(recounted.verdict).toMatchObject({ intact: true, records: 9 });
    expect(recounted.held).toMatchObject({ intact: false, brokenSeq: 10, fault: 'cut-off' });
  });

  it('an edit with its own hash anew breaks at the next record', () => {
    const { verdict } = verdictAfter((sql) => {
      sql.exec("UPDATE audit SET document = x'22782222' WHERE seq = 4");
      rehash(sql, 4, 4);
    });
    expect(verdict).toMatchObject({ intact: false, brokenSeq: 5, fault: 'unlinked' });
  });

  it('an edit with all later hashes anew is found by the kept head, or by the key: who has none seals nothing', () => {
    const { verdict, keyless, held } = verdictAfter((sql) => {
      sql.exec("UPDATE audit SET document = x'22782222' WHERE seq = 4");
      rehash(sql, 4, 10);
    });
    expect(verdict).toMatchObject({ intact: false, brokenSeq: 4, fault: 'changed' });
    expect(verdict).toMatchObject({ why: expect.stringContaining('not sealed here') });
    expect(keyless).toMatchObject({ intact: true, records: 10, unopened: expect.stringContaining('key') });
    expect(held).toMatchObject({ intact: false, fault: 'other-head' });
  });

  it('an edit with all later hashes anew is also found by the head in a stored session', () => {
    const dataDir = temporaryDirectory();
    const store = filledStore(dataDir);
    store.begin(sessionStart('s-2')).finish(sessionEnd());
    store.close();
    tamper(databasePath(dataDir), (sql) => {
      sql.exec("UPDATE audit SET document = x'22782222' WHERE seq = 4");
      rehash(sql, 4, 10);
    });
    const archive = openArchive(dataDir);
    expect(archive.audit.verify()).toMatchObject({
      fault: 'other-head',
      brokenSeq: 10,
      why: expect.stringContaining('s-2'),
    });
    archive.close();
  });

  it('a kept head from before later records still proves all up to it', () => {
    const store = filledStore();
    const { head } = store.audit.head();
    store.audit.append({ person: 'p-7', by: 'patient', kind: 'pain', document: {} });
    expect(store.audit.verify({ kept: { hash: head } })).toMatchObject({ intact: true, records: 11 });
    expect(store.audit.verify({ kept: { hash: head.replace(/./, 'x') } })).toMatchObject({ fault: 'other-head' });
    // Neither a head of another place nor that of an empty chain stands for record 10.
    for (const wrong of [
      { hash: head, seq: 9 },
      { hash: NO_HASH, seq: 10 },
    ])
      expect(store.audit.verify({ kept: wrong })).toMatchObject({ fault: 'other-head' });
  });

  it('what is appended after the end was cut off does not hide the gap', () => {
    const dataDir = temporaryDirectory();
    filledStore(dataDir).close();
    tamper(databasePath(dataDir), (sql) => sql.exec('DELETE FROM audit WHERE seq >= 10'));
    const store = temporaryStore({ dataDir });
    store.audit.append({ person: 'p-7', by: 'patient', kind: 'pain', document: {} });
    expect(store.audit.verify()).toMatchObject({ intact: false, brokenSeq: 10, fault: 'missing' });
  });
});

describe('the tables of doses and decisions', () => {
  const COLUMNS = [
    "person = 'p-8'",
    'wall_ms = 9',
    'audit_seq = 9',
    // Of these the chain tells under its seals alone.
    "session_id = 's-9'",
    'at_ms = 9',
    "device = 'd'",
    'late = 1',
  ];
  it.each(COLUMNS)('a dose with %s is named with its record', (change) => {
    const { verdict, keyless } = verdictAfter((sql) =>
      sql.exec(`DROP INDEX dose_by_link; UPDATE dose SET ${change} WHERE seq = 2`),
    );
    if (COLUMNS.indexOf(change) < 3) expect(keyless).toEqual(verdict);
    else expect(keyless).toMatchObject({ intact: true, unopened: expect.stringContaining('key') });
    expect(verdict).toMatchObject({ intact: false, fault: 'table' });
    expect(verdict).toMatchObject({ why: expect.stringContaining('dose entry 2') });
  });

  it('a deleted dose, one more, and a changed decision are named', () => {
    const gone = verdictAfter((sql) => sql.exec('DELETE FROM dose WHERE seq = 3')).verdict;
    expect(gone).toMatchObject({ brokenSeq: 9, kind: 'dose', fault: 'table' });
    const more = verdictAfter((sql) =>
      sql.exec(`DROP TRIGGER dose_is_linked; INSERT INTO dose (session_id, person, wall_ms, at_ms)
        VALUES ('s-1', 'p-7', 0, 0)`),
    ).verdict;
    expect(more).toMatchObject({ fault: 'table', why: expect.stringContaining('no record') });
    const decided = verdictAfter((sql) => sql.exec("UPDATE decision SET kind = 'ramp' WHERE seq = 1")).verdict;
    expect(decided).toMatchObject({ brokenSeq: 2, kind: 'decision', fault: 'table' });
    const counted = verdictAfter((sql) => sql.exec("UPDATE sqlite_sequence SET seq = 8 WHERE name = 'dose'")).verdict;
    expect(counted).toMatchObject({ fault: 'table', why: expect.stringContaining('8 were written') });
  });
});

test('a failed append stores nothing of it, and says so', () => {
  const store = filledStore();
  const { sql } = store.database;
  const recording = store.begin(sessionStart('s-2'));
  sql.exec("CREATE TRIGGER full BEFORE INSERT ON dose BEGIN SELECT RAISE(ABORT, 'no room'); END");
  expect(() => recording.addDose({ atMs: 1, pulses: 1, chargeNc: 1, onTimeMs: 1, peakCurrentUa: 1 })).toThrow(
    'no room',
  );
  expect(store.audit.verify()).toMatchObject({ intact: true, records: 10 });
  sql.exec('BEGIN');
  appendLink(store.database, { person: 'p-7', by: 'patient', kind: 'pain', document: {} }, 0);
  sql.exec('ROLLBACK');
  expect(store.audit.verify()).toMatchObject({ intact: true, records: 10 });
});
