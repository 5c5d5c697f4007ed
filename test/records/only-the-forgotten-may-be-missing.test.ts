import { expect, test } from 'vitest';
import { databasePath } from '../../host/records/directory-claim.ts';
import { openArchive, type Store } from '../../host/records/store.ts';
import { tamper, withoutKey } from './audit-tampering.ts';
import { sessionEnd, sessionStart, temporaryDirectory, temporaryStore } from './session-fixture.ts';

const mark = (n: number) => ({ boot: 1, session: n, pulses: 10 * n, chargeNc: n, dayMs: n });
const dose = (n: number, device = 'stim-1') => ({
  ...{ atMs: n, pulses: 10, chargeNc: 1, onTimeMs: 1, peakCurrentUa: 1 },
  ...{ device, mark: mark(n) },
});
const forgotten = (change = {}) => ({
  sessions: 1,
  doses: 1,
  decisions: 0,
  by: 'anna',
  revisions: {},
  marks: {},
  ...change,
});

/** p-7 and p-8, with a dose each of the same band. */
function lived(dataDir = temporaryDirectory()): Store {
  const store = temporaryStore({ dataDir });
  for (const [at, person] of ['p-7', 'p-8'].entries()) {
    const recording = store.begin({ ...sessionStart(`s-${person}`), person });
    recording.addDose(dose(at + 1));
    recording.addDecision({ atMs: 1, kind: 'level', detail: {} });
    recording.finish(sessionEnd());
  }
  return store;
}

const DELETE = (person: string): string => `DELETE FROM dose WHERE person = '${person}';
  DELETE FROM decision WHERE session_id = 's-${person}'; DELETE FROM session WHERE person = '${person}';`;

function forget(store: Store, person: string, entry = forgotten()): void {
  const { sql, seals } = store.database;
  sql.exec('BEGIN');
  seals.shred(person);
  sql.exec(DELETE(person));
  sql.exec('COMMIT');
  store.audit.append({ person, by: 'anna', kind: 'forgotten', document: entry });
}

test('rows of a person go once their key is gone, and no sooner; the chain stays', () => {
  const store = lived();
  const { sql } = store.database;
  for (const table of ['dose', 'decision', 'audit'])
    expect(() => sql.exec(`DELETE FROM ${table}`), table).toThrow('append-only');
  forget(store, 'p-7');
  expect(() => sql.exec('DELETE FROM dose')).toThrow('append-only');
  expect(() => sql.exec('DELETE FROM audit')).toThrow('append-only');
  expect(store.audit.verify()).toMatchObject({ intact: true, records: 5 });
  expect(store.audit.of('p-8')).toHaveLength(2);
});

const FAULTS: readonly (readonly [string, RegExp])[] = [
  [DELETE('p-8'), /entry 2 of record 3 is missing/],
  [
    "DELETE FROM data_key WHERE person = 'p-8'",
    /what opens record 3 is gone, and no record says that its person was forgotten/,
  ],
  [`DELETE FROM data_key WHERE person = 'p-8'; ${DELETE('p-8')}`, /entry 2 of record 3 is missing/],
  ["UPDATE sqlite_sequence SET seq = 9 WHERE name = 'dose'", /the dose table has 2 entries, but 9 were written/],
];
test.each(FAULTS)('what is missing of anybody else is a fault, with the key and without: %s', (statement, why) => {
  const dataDir = temporaryDirectory();
  const store = lived(dataDir);
  forget(store, 'p-7');
  store.close();
  tamper(databasePath(dataDir), (sql) => sql.exec(statement));
  const expectFault = () => {
    const archive = openArchive(dataDir);
    expect(archive.audit.verify()).toMatchObject({ intact: false, fault: 'table', why: expect.stringMatching(why) });
    archive.close();
  };
  expectFault();
  withoutKey(expectFault);
});

test('that somebody was forgotten is told by who has the key alone', () => {
  const dataDir = temporaryDirectory();
  const store = lived(dataDir);
  const { head } = store.audit.head();
  store.close();
  tamper(databasePath(dataDir), (sql) => {
    sql.exec(`DELETE FROM data_key WHERE person = 'p-8'; ${DELETE('p-8')}
      INSERT INTO audit (seq, wall_ms, person, kind, document, prev, hash) VALUES (5, 1, 'p-8', 'forgotten', x'00', '${head}', '')`);
  });
  const archive = openArchive(dataDir);
  expect(archive.audit.verify()).toMatchObject({ intact: false, brokenSeq: 5, fault: 'changed' });
  archive.close();
});

test("where a band's counters stood outlives its person, unless somebody was booked since", () => {
  const store = lived();
  forget(store, 'p-7', forgotten({ marks: {} }));
  expect(store.doseMark('stim-1')).toMatchObject({ mark: mark(2), sessionId: 's-p-8' });
  forget(store, 'p-8', forgotten({ marks: { 'stim-1': mark(2) } }));
  expect(store.doseMark('stim-1')).toEqual({ mark: mark(2), sessionId: null, person: '' });
  // What the band still tells of that is nobody's.
  expect(store.bookLateDose(dose(3))).toBe(false);
  const recording = store.begin({ ...sessionStart('s-9'), person: 'p-9' });
  expect(recording.addDose(dose(2))).toBe(false);
  expect(recording.addDose(dose(3))).toBe(true);
  expect(store.doseSince('p-9', 0).pulses).toBe(10);
  expect(store.doseMark('stim-1')).toMatchObject({ mark: mark(3), sessionId: 's-9' });
});

test('a prescription of somebody who was forgotten comes back under no name, nor one that it had superseded', () => {
  const store = lived();
  const offered = (person: string, revision: number) => ({
    ...{
      id: `rx-${revision}`,
      revision,
      person,
      device: 'stim-1',
      site: 'knee',
      hash: `${revision}`,
      clinician: 'anna',
    },
    document: {},
  });
  store.prescriptions.accept(offered('p-8', 2));
  store.prescriptions.accept(offered('p-7', 3));
  forget(store, 'p-7', forgotten({ revisions: { 'stim-1': 3 } }));
  const { prescriptions } = store;
  expect(prescriptions.inForce({ device: 'stim-1' })).toBeNull();
  expect(prescriptions.latestRevision('stim-1')).toBe(3);
  for (const revision of [1, 2, 3])
    expect(prescriptions.accept(offered('p-8', revision))).toMatchObject({
      kind: 'Refused',
      reasons: [{ rule: 'superseded' }],
    });
  expect(prescriptions.accept(offered('p-8', 4))).toMatchObject({ kind: 'Accepted' });
  expect(prescriptions.inForce({ device: 'stim-1' })).toMatchObject({ revision: 4, person: 'p-8' });
});
