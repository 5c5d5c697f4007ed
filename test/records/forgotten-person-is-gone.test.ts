import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { databasePath } from '../../host/records/directory-claim.ts';
import { insertInbox } from '../../host/records/inbox.ts';
import type { Store } from '../../host/records/store.ts';
import { forgetPerson, scrubFreeSpace } from '../../host/records/upkeep/forgetting.ts';
import { queueRecord } from '../../host/relay/queued-records.ts';
import { SEED } from '../seeded.ts';
import { columnsHolding } from './columns-holding.ts';
import { recordedDirectory } from './recorded-directory.ts';
import { mulberry32, sessionEnd, sessionStart, temporaryStore, WALL_MS } from './session-fixture.ts';

const DAY_MS = 86_400_000;
const NEXT_DAY_MS = WALL_MS + DAY_MS;
const DOSE = { atMs: 1, pulses: 1, chargeNc: 1, onTimeMs: 1000, peakCurrentUa: 1 };
const MARKED = { ...DOSE, device: 'stim-1', mark: { boot: 7, session: 12, pulses: 100, chargeNc: 60, dayMs: 1000 } };
const PRESCRIBED = {
  id: 'rx-1',
  revision: 3,
  person: 'p-7',
  device: 'stim-1',
  site: 'knee-left',
  hash: 'ab',
  clinician: 'anna',
};

/** p-7 with something in every table, and p-8 beside. */
function livedIn(): string {
  const dataDir = recordedDirectory({ beside: queueRecord, simulated: false });
  const store = temporaryStore({ dataDir, beside: queueRecord, simulated: false });
  store.begin({ ...sessionStart('s-other'), person: 'p-8' }).finish(sessionEnd());
  const recording = store.begin(sessionStart('s-2'));
  recording.addDose(MARKED);
  recording.addEvent({ kind: 'stimulation-started', atMs: 1, currentUa: 1, reason: '', prescriptionId: 'rx-1' });
  recording.finish(sessionEnd());
  store.prescriptions.accept({ ...PRESCRIBED, document: { words: 'confided' } });
  store.audit.append({ person: 'p-7', by: 'p-7', kind: 'pain', document: { words: 'confided' } });
  const prescribed = { person: 'p-7', exercise: 'knee-extension', sessionId: 's-1', demonstratedAtMs: 0, leftOut: [] };
  store.prescribeMovement({ ...prescribed, prescribedBy: 'anna', movement: {} as never });
  store.enrolExecution({ ...prescribed, execution: 'fast', enrolledBy: 'anna' });
  store.enrol({ kind: 'person', id: 'p-7', name: 'Petra Sieben' });
  store.keepAnalysis(store.session('s-1'), 9, { reps: [], sets: [], samples: 1, curve: store.angleCurve('s-1') });
  const message = { messageId: 'm-1', kind: 'plan', signer: 'anna', counter: 5, receivedAtMs: WALL_MS };
  insertInbox(store.database, { ...message, person: 'p-7', verdict: 'accepted', document: { words: 'confided' } });
  store.close();
  return dataDir;
}

const nextDay = (dataDir: string): Store => temporaryStore({ dataDir, simulated: false, wallMs: () => NEXT_DAY_MS });
const forget = (store: Store, wallMs = NEXT_DAY_MS) => forgetPerson({ store, person: 'p-7', by: 'anna', wallMs });

test('nothing of a forgotten person is left but that they were forgotten, and the chain is intact', () => {
  const dataDir = livedIn();
  const store = nextDay(dataDir);
  expect(forget(store)).toMatchObject({
    kind: 'Forgotten',
    entry: { sessions: 2, doses: 2, by: 'anna', revisions: { 'stim-1': 3 }, marks: { 'stim-1': MARKED.mark } },
  });
  scrubFreeSpace(store.database);
  expect(store.database.sql.prepare('PRAGMA freelist_count').get()).toEqual({ freelist_count: 0 });
  expect(store.audit.verify()).toMatchObject({ intact: true });
  expect(store.people()).toEqual(['p-8']);
  expect(store.sessions().map(({ session }) => session.id)).toEqual(['s-other']);
  expect(store.audit.of('p-7').map(({ kind }) => kind)).toEqual(['forgotten']);
  expect(store.audit.of('p-7')[0]).toMatchObject({ by: 'anna', document: { sessions: 2 } });
  // An older revision is still superseded, what the band counted is booked on nobody else, a message is not taken twice.
  expect(store.prescriptions.latestRevision('stim-1')).toBe(3);
  expect(store.prescriptions.inForce({ device: 'stim-1' })).toBeNull();
  expect(store.prescriptions.accept({ ...PRESCRIBED, person: 'p-8', revision: 2, document: {} })).toMatchObject({
    kind: 'Refused',
  });
  expect(store.doseMark('stim-1')).toMatchObject({ mark: MARKED.mark });
  const { sql, path } = store.database;
  expect(sql.prepare('SELECT message_id, person, counter FROM inbox').all()).toEqual([
    { message_id: 'm-1', person: '', counter: 5 },
  ]);
  store.close();
  expect(columnsHolding(path, 'p-7')).toEqual(['audit.person']);
  for (const word of ['s-1', 's-2', 'Petra', 'confided']) expect(columnsHolding(path, word), word).toEqual([]);
  for (const name of readdirSync(dataDir)) {
    const bytes = readFileSync(join(dataDir, name));
    for (const word of ['Petra', 'confided']) expect(bytes.includes(word), `${word} in ${name}`).toBe(false);
  }
  const again = nextDay(dataDir);
  expect(again.audit.verify()).toMatchObject({ intact: true });
});

test('not while what was delivered still counts, and then it says until when', () => {
  const dataDir = livedIn();
  const store = temporaryStore({ dataDir, simulated: false });
  const before = store.audit.head();
  expect(forget(store, WALL_MS + DAY_MS - 1)).toEqual({ kind: 'TooEarly', untilMs: NEXT_DAY_MS });
  expect(store.audit.head()).toEqual(before);
  // Left open by a gateway that died: what a band delivered in it may not be booked yet.
  const at = { wallMs: WALL_MS, upMs: 1 };
  const progress = { elapsedMs: 60_000, frames: sessionEnd().frames, at };
  store.begin({ ...sessionStart('s-open'), person: 'p-10' }).noteProgress(progress);
  const open = { store, person: 'p-10', by: 'anna', wallMs: NEXT_DAY_MS };
  expect(forgetPerson(open)).toEqual({ kind: 'TooEarly', untilMs: NEXT_DAY_MS + 60_000 });
  expect(forgetPerson({ store, person: 'p-9', by: 'anna', wallMs: NEXT_DAY_MS })).toEqual({ kind: 'Unknown' });
});

test('somebody of the same pseudonym may come later, and nothing of before is theirs', () => {
  const store = nextDay(livedIn());
  forget(store);
  const recording = store.begin({ ...sessionStart('s-new'), startedAtMs: NEXT_DAY_MS });
  recording.addDose(DOSE);
  recording.finish(sessionEnd());
  expect(store.doseSince('p-7', 0).pulses).toBe(1);
  expect(store.audit.of('p-7', ['pain', 'prescription'])).toEqual([]);
  expect(store.session('s-new').session.person).toBe('p-7');
  expect(store.audit.verify()).toMatchObject({ intact: true });
});

test('whatever fails on the way, a person is forgotten whole or not at all', () => {
  const dataDir = livedIn();
  for (let failing = 1; failing < 200; failing++) {
    const store = nextDay(dataDir);
    const before = store.audit.head();
    if (forgetWithFault(store, failing)) {
      expect(failing).toBeGreaterThan(15);
      expect(store.people()).toEqual(['p-8']);
      return;
    }
    expect(store.audit.head()).toEqual(before);
    expect(store.sessions()).toHaveLength(3);
    expect(store.doseFacts('p-7').bookings).toHaveLength(2);
    expect(store.audit.of('p-7', ['pain'])).toHaveLength(1);
    store.close();
  }
});

/** False where the disk failed at this statement of the transaction. */
function forgetWithFault(store: Store, failing: number): boolean {
  const { sql } = store.database;
  const { prepare } = sql;
  let statements = 0;
  sql.prepare = (text) => {
    if (sql.isTransaction && ++statements === failing) throw new Error('the disk failed');
    return prepare.call(sql, text);
  };
  try {
    forget(store);
    return true;
  } catch {
    return false;
  } finally {
    sql.prepare = prepare;
  }
}

test('killed at any moment of it: all of it or nothing', async () => {
  const random = mulberry32(SEED);
  for (let kill = 0; kill < 3; kill++) {
    const dataDir = livedIn();
    const script = join(import.meta.dirname, 'forgetter.ts');
    const child = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      expect(line).toBe('begins');
      setTimeout(() => child.kill('SIGKILL'), 12 * random());
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const store = nextDay(dataDir);
    expect(store.audit.verify()).toMatchObject({ intact: true });
    const isGone = store.audit.of('p-7', ['forgotten']).length === 1;
    expect(store.people()).toEqual(isGone ? ['p-8'] : ['p-7', 'p-8']);
    expect(store.sessions()).toHaveLength(isGone ? 1 : 3);
    expect(columnsHolding(databasePath(dataDir), 's-2').length > 0).toBe(!isGone);
    // What it had not wiped by then this start has.
    expect(store.database.sql.prepare('SELECT has_remains FROM identity').get()).toEqual({ has_remains: 0 });
    store.close();
  }
});
