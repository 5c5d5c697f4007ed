import { describe, expect, it } from 'vitest';
import type { OutgoingMessage } from '../../host/relay/message.ts';
import { acknowledge, countOutbox, enqueue, nextMessages, queueRecord } from '../../host/relay/outbox.ts';
import { repOf, sessionEnd, sessionStart, temporaryDirectory, temporaryStore } from '../records/session-fixture.ts';

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
});
