import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeRawChunk } from '../../host/records/samples/raw-chunk.ts';
import type { Store } from '../../host/records/store.ts';
import type { Purpose } from '../../host/records/upkeep/consent.ts';
import type { OutgoingMessage } from '../../host/relay/message.ts';
import {
  acknowledge,
  countOutbox,
  enqueue,
  nextMessages,
  sealOldMessages,
  withdrawQueued,
} from '../../host/relay/outbox.ts';
import { giveUpAged, noteLosses, type OutboxLosses } from '../../host/relay/outbox-losses.ts';
import { keepToConsents, queueing, queueRecord } from '../../host/relay/queued-records.ts';
import { parseTopic } from '../../host/relay/topic.ts';
import { limber } from '../../protocol/generated/wearable.js';
import {
  repOf,
  sessionEnd,
  sessionStart,
  swingingBlock,
  temporaryDirectory,
  temporaryStore,
} from '../records/session-fixture.ts';

const DAY_MS = 86_400_000;

function message(id: string, change: Partial<OutgoingMessage> = {}): OutgoingMessage {
  const payload = new TextEncoder().encode(JSON.stringify({ message_id: id }));
  return {
    messageId: id,
    sessionId: 's-1',
    topic: 'limber/v1/home-1/p-7/session/s-1/rep',
    worth: 1,
    payload,
    ...change,
  };
}

describe('the outbox', () => {
  it('gives messages oldest first, across a restart, until they are acknowledged', () => {
    const dataDir = temporaryDirectory();
    const store = temporaryStore({ dataDir });
    for (const id of ['a', 'b', 'c']) enqueue(store.database, message(id), 0);
    const [first] = nextMessages(store.database, 0, 10);
    acknowledge(store.database, [first!.seq]);
    store.close();

    const { database } = temporaryStore({ dataDir });
    const waiting = nextMessages(database, 0, 10);
    expect(waiting.map(({ messageId }) => messageId)).toEqual(['b', 'c']);
    expect(nextMessages(database, waiting[0]!.seq, 10).map(({ messageId }) => messageId)).toEqual(['c']);
    expect(countOutbox(database)).toMatchObject({ pending: 2, delivered: 1, dropped: 0, refused: 0 });
  });

  it('holds a message once, whoever queues it again', () => {
    const { database } = temporaryStore();
    enqueue(database, message('a'), 0);
    enqueue(database, message('a'), 1);
    expect(countOutbox(database).pending).toBe(1);
  });

  it('over its limit gives up the oldest of the least worth: reps before summaries, summaries before doses', () => {
    const { database } = temporaryStore();
    const limits = { messages: 4, bytes: 1e9 };
    const worths = { dose1: 3, rep1: 1, summary1: 2, rep2: 1, dose2: 3, rep3: 1, dose3: 3, dose4: 3 };
    const left = () => nextMessages(database, 0, 10).map(({ messageId }) => messageId);
    for (const [id, worth] of Object.entries(worths)) enqueue(database, message(id, { worth }), 0, limits);
    expect(left()).toEqual(['dose1', 'dose2', 'dose3', 'dose4']);
    expect(countOutbox(database)).toMatchObject({ pending: 4, dropped: 4 });
    const { bytes } = countOutbox(database);
    enqueue(database, message('dose5', { worth: 3 }), 0, { messages: 100, bytes });
    expect(left()).toEqual(['dose2', 'dose3', 'dose4', 'dose5']);
  });

  it('sets garbage aside, with the reason, and goes on with the next', () => {
    const { database } = temporaryStore();
    enqueue(database, message('not-json', { payload: Uint8Array.of(0x7b, 0xff) }), 0);
    enqueue(database, message('no-topic', { topic: 'limber/v1/#' }), 0);
    enqueue(database, message('other-id', { payload: new TextEncoder().encode('{"message_id":"x"}') }), 0);
    enqueue(database, message('empty', { payload: new Uint8Array() }), 0);
    enqueue(database, message('null', { payload: new TextEncoder().encode('null') }), 0);
    enqueue(database, message('good'), 0);
    expect(nextMessages(database, 0, 2).map(({ messageId }) => messageId)).toEqual(['good']);
    expect(countOutbox(database)).toMatchObject({ pending: 1, refused: 5 });
    const kept = database.sql.prepare('SELECT message_id, reason FROM outbox_refused ORDER BY message_id').all();
    expect(kept.map((row) => row.message_id)).toEqual(['empty', 'no-topic', 'not-json', 'null', 'other-id']);
    expect(kept.every((row) => String(row.reason).length > 0)).toBe(true);
  });

  it('gives the same ids to the same records, whatever happens between', () => {
    const idsOf = () => {
      const store = temporaryStore({ beside: queueRecord });
      const recording = store.begin(sessionStart('s-1'));
      recording.addRep(repOf(1));
      recording.addEvent({
        kind: 'stimulation-started',
        atMs: 1000,
        currentUa: 20_000,
        reason: '',
        prescriptionId: 'rx-1',
      });
      recording.finish(sessionEnd());
      return nextMessages(store.database, 0, 10).map(({ messageId, topic }) => [messageId, topic]);
    };
    expect(idsOf()).toEqual(idsOf());
    expect(idsOf()).toEqual([
      ['s-1-rep-1', 'limber/v1/home-1/p-7/session/s-1/rep'],
      ['s-1-event-1', 'limber/v1/home-1/p-7/event/s-1-event-1'],
      ['s-1-summary', 'limber/v1/home-1/p-7/session/s-1/summary'],
    ]);
  });

  it('never meets a person, site or session that is no topic level: such a session does not begin', () => {
    const store = temporaryStore({ beside: queueRecord });
    for (const bad of [{ person: 'p/#' }, { site: '' }, { id: 'ä' }]) {
      expect(() => store.begin({ ...sessionStart('s-1'), ...bad })).toThrow(RangeError);
    }
    expect(store.database.sql.prepare('SELECT count(*) AS n FROM session').get()).toEqual({ n: 0 });
  });

  it('lies on the disk so that nobody can read it, also what waited from before, and opens after a restart', () => {
    const dataDir = temporaryDirectory();
    const store = temporaryStore({ dataDir });
    const secret = new TextEncoder().encode('{"message_id":"a","schema":"limber/rep/1","range_deg":61.25}');
    enqueue(store.database, message('a', { payload: secret }), 0);
    enqueue(store.database, message('b', { payload: new TextEncoder().encode('{"message_id":"b"}') }), 0);
    store.database.sql.exec(
      `UPDATE outbox SET person = NULL, payload = CAST('{"message_id":"b"}' AS BLOB) WHERE message_id = 'b'`,
    );
    expect(nextMessages(store.database, 0, 10)).toHaveLength(2);
    sealOldMessages(store.database);
    store.close();
    const stored = readFileSync(join(dataDir, 'records.db')).toString('latin1');
    for (const word of ['61.25', 'limber/rep/1', '"message_id"']) expect(stored).not.toContain(word);
    const [first, second] = nextMessages(temporaryStore({ dataDir }).database, 0, 10);
    expect(new Uint8Array(first!.payload)).toEqual(secret);
    expect(first!.envelope).toEqual({ schema: 'limber/rep/1', message_id: 'a', simulated: false });
    expect(second!.messageId).toBe('b');
  });

  it('sets aside what was changed on the disk or moved to another message', () => {
    const { database } = temporaryStore();
    for (const id of ['a', 'b', 'c']) enqueue(database, message(id), 0);
    database.sql.exec(
      `UPDATE outbox SET payload = (SELECT payload FROM outbox WHERE message_id = 'b') WHERE message_id = 'a'`,
    );
    expect(nextMessages(database, 0, 10).map(({ messageId }) => messageId)).toEqual(['b', 'c']);
    expect(database.sql.prepare('SELECT message_id, reason FROM outbox_refused').all()).toEqual([
      { message_id: 'a', reason: 'what is stored of it cannot be opened' },
    ]);
  });

  it('without a broker gives up raw data after a week, repetitions after a season, doses last, and writes down how many', () => {
    const { database, audit } = temporaryStore();
    const topics = {
      chunk: 'session/s-1/chunk/1',
      rep: 'session/s-1/rep',
      summary: 'session/s-1/summary',
      event: 'event/e',
    };
    for (const [kind, topic] of Object.entries(topics))
      enqueue(database, message(kind, { topic: `limber/v1/home-1/p-7/${topic}` }), 0);
    const left = () =>
      database.sql
        .prepare('SELECT kind FROM outbox ORDER BY seq')
        .all()
        .map(({ kind }) => kind);
    const leftOn = (days: number): unknown[] => {
      giveUpAged(database, days * DAY_MS);
      noteLosses(database, days * DAY_MS);
      return left();
    };
    expect(leftOn(6.9)).toEqual(['chunk', 'rep', 'summary', 'event']);
    expect(leftOn(8)).toEqual(['rep', 'summary', 'event']);
    expect(leftOn(8.5)).toEqual(['rep', 'summary', 'event']);
    expect(leftOn(91)).toEqual(['summary', 'event']);
    expect(leftOn(366)).toEqual(['event']);
    expect(leftOn(366.5)).toEqual(['event']);
    expect(leftOn(731)).toEqual([]);
    const noted = audit.of('', ['retention']).map(({ document }) => document as OutboxLosses);
    expect(noted.map(({ dropped }) => Object.keys(dropped).length)).toEqual([1, 2, 3, 4]);
    expect(noted.at(-1)).toEqual({ what: 'outbox', dropped: { chunk: 1, event: 1, rep: 1, summary: 1 }, refused: {} });
    expect(audit.verify().intact).toBe(true);
  });

  it('gives out what is withdrawn no more, and counts it neither as lost nor as delivered', () => {
    const { database } = temporaryStore();
    enqueue(database, message('mine'), 0);
    enqueue(database, message('raw', { topic: 'limber/v1/home-1/p-7/session/s-1/chunk/3' }), 0);
    enqueue(database, message('other', { topic: 'limber/v1/home-1/p-70/session/s-1/rep' }), 0);
    expect([withdrawQueued(database, 'p-7', 'raw'), withdrawQueued(database, 'p-7', 'messages')]).toEqual([1, 1]);
    expect(countOutbox(database)).toMatchObject({ pending: 1, delivered: 0, dropped: 0, refused: 0 });
    expect(nextMessages(database, 0, 9).map(({ messageId }) => messageId)).toEqual(['other']);
  });
});

describe('what a person allowed', () => {
  const consent = (store: Store, purpose: Purpose, given: boolean, person = 'p-7') =>
    store.audit.append({ person, by: 'clinician', kind: 'consent', document: { purpose, given } });
  const queue = (store: Store, id: string): string[] => {
    const before = countOutbox(store.database).pending;
    const recording = store.begin(sessionStart(id));
    recording.addSamples(swingingBlock('thigh', 0, 11));
    recording.addRep(repOf(1));
    recording.finish(sessionEnd());
    const kinds = store.database.sql
      .prepare('SELECT kind FROM outbox ORDER BY seq')
      .all()
      .map(({ kind }) => String(kind));
    return kinds.slice(before);
  };

  it('is kept to by what leaves the house: messages and recordings each for themselves, from now on', () => {
    let withheld = 0;
    const store = temporaryStore({
      simulated: false,
      beside: queueing({ isOutside: true, withheld: () => withheld++ }),
    });
    expect([queue(store, 's-1'), withheld]).toEqual([[], 2]);
    consent(store, 'messages', true, 'p-8');
    expect(queue(store, 's-2')).toEqual([]);
    consent(store, 'raw', true);
    expect(new Set(queue(store, 's-3'))).toEqual(new Set(['chunk']));
    consent(store, 'messages', true);
    expect(new Set(queue(store, 's-4'))).toEqual(new Set(['chunk', 'rep', 'summary']));
    consent(store, 'raw', false);
    expect(queue(store, 's-5')).toEqual(['rep', 'summary']);
    consent(store, 'messages', false);
    expect(queue(store, 's-6')).toEqual([]);
    keepToConsents(store.database);
    expect(countOutbox(store.database).pending).toBeGreaterThan(0);
    expect(new Set(nextMessages(store.database, 0, 99).map(({ topic }) => parseTopic(topic)?.kind))).toEqual(
      new Set(['chunk']),
    );
  });

  it('is not asked for by the broker of this house, except for recordings', () => {
    const store = temporaryStore({ simulated: false, beside: queueing({ isOutside: false }) });
    expect(queue(store, 's-1')).toEqual(['rep', 'summary']);
    consent(store, 'raw', true);
    expect(queue(store, 's-2')).toContain('chunk');
  });

  it('makes a recording a message that a clinic can decode', () => {
    const store = temporaryStore({ beside: queueing({ isOutside: false }) });
    consent(store, 'raw', true);
    queue(store, 's-1');
    const [chunk] = nextMessages(store.database, 0, 1);
    expect(chunk!.topic).toMatch(/^limber\/v1\/home-1\/p-7\/session\/s-1\/chunk\/\d+$/);
    const decoded = limber.v1.ChunkMessage.decode(chunk!.payload);
    expect(decoded).toMatchObject({
      schema: 'limber/chunk/1',
      messageId: chunk!.messageId,
      simulated: true,
      site: 'home-1',
      person: 'p-7',
      sessionId: 's-1',
      sensor: 'thigh',
      encoding: 'limber/raw-chunk/2',
    });
    const [stored] = [...store.rawSamples('s-1', 'thigh')];
    expect(decodeRawChunk(decoded.data).raw).toEqual(stored!.raw.slice(0, decodeRawChunk(decoded.data).raw.length));
    expect(decoded.samples).toBe(decodeRawChunk(decoded.data).tMs.length);
  });
});
