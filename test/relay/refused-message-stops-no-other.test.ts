import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import type { Store } from '../../host/records/store.ts';
import { countOutbox, enqueue } from '../../host/relay/outbox.ts';
import { queueRecord } from '../../host/relay/queued-records.ts';
import { repOf, sessionStart, temporaryStore } from '../records/session-fixture.ts';
import { mosquitto, statusWhere, temporaryRelay } from './broker-fixture.ts';
import { answer, maximumPacket, type Published, receiveMaximum, scriptedBroker, welcome } from './scripted-broker.ts';

const QUOTA = 0x97;
const FORMAT = 0x99;
/** A minute of the relay's is 60 ms. */
const fast = () => wallTimeline(1000);

/** Two sessions of three repetitions each. */
function queued(): Store {
  const store = temporaryStore({ beside: queueRecord });
  for (const id of ['s-1', 's-2']) {
    const recording = store.begin(sessionStart(id));
    for (let index = 1; index <= 3; index++) recording.addRep(repOf(index));
  }
  return store;
}

const isOf = ({ topic }: Published, session: string): boolean => topic.includes(`/${session}/`);

it('over its quota a broker is offered the session again, in order, while the other sessions go on', async () => {
  const taken: string[] = [];
  let quota = 0;
  const broker = await scriptedBroker({
    onPublish: (message, socket) => {
      const isRefused = isOf(message, 's-1') && quota === 0;
      socket.write(answer(message.id, isRefused ? QUOTA : 0));
      if (!isRefused && !message.retain) taken.push(message.topic.split('/')[5]!);
    },
  });
  const said: string[] = [];
  const store = queued();
  const relay = temporaryRelay({ store, broker: broker.address, timeline: fast(), say: (line) => said.push(line) });
  const { trouble, connected } = await statusWhere(
    relay,
    (status) => status.refuses === 'publish' && status.pending === 3,
  );
  expect(connected).toBe(true);
  expect(trouble).toMatchObject({
    code: 'relay/broker-refuses',
    message: expect.stringMatching(
      /under limber\/v1\/home-1: its quota is used up \(0x97\): raise the limit.*offered again/,
    ),
  });
  expect(taken).toEqual(['s-2', 's-2', 's-2']);
  quota = 100;
  expect(await statusWhere(relay, ({ pending, trouble }) => pending === 0 && trouble === null)).toMatchObject({
    delivered: 6,
    refused: 0,
    dropped: 0,
  });
  expect(said.filter((line) => line.includes('quota'))).toHaveLength(1);
});

it('what a broker will never take is set aside with the reason, and said; the others go on', async () => {
  const broker = await scriptedBroker({
    onPublish: ({ order, id }, socket) => void socket.write(answer(id, order === 3 ? FORMAT : 0)),
  });
  const said: string[] = [];
  const store = queued();
  const relay = temporaryRelay({ store, broker: broker.address, say: (line) => said.push(line) });
  expect(await statusWhere(relay, ({ pending }) => pending === 0)).toMatchObject({ delivered: 5, refused: 1 });
  const [kept] = store.database.sql.prepare('SELECT message_id, reason FROM outbox_refused').all();
  expect(kept).toEqual({ message_id: 's-1-rep-2', reason: 'it does not take the format of the message (0x99)' });
  expect(said).toEqual([expect.stringMatching(/never take a message of kind "rep": it does not take the format/)]);
});

it('a message larger than the broker takes is not sent to it', async () => {
  const topics: string[] = [];
  const broker = await scriptedBroker({
    onConnect: (socket) => void socket.write(welcome(...maximumPacket(4000))),
    onPublish: ({ topic, id }, socket) => {
      topics.push(topic);
      socket.write(answer(id, 0));
    },
  });
  const store = queued();
  const topic = 'limber/v1/home-1/p-7/session/s-2/summary';
  const body = { schema: 'limber/session/1', message_id: 'long', simulated: true, padding: 'x'.repeat(4000) };
  const payload = new TextEncoder().encode(JSON.stringify(body));
  enqueue(store.database, { messageId: 'long', sessionId: 's-2', topic, payload, worth: 2 }, Date.now());
  const relay = temporaryRelay({ store, broker: broker.address });
  expect(await statusWhere(relay, ({ pending }) => pending === 0)).toMatchObject({ delivered: 6, refused: 1 });
  expect(topics).not.toContain(topic);
});

it('a broker that takes three at a time never has a fourth unanswered', async () => {
  let [unanswered, most] = [0, 0];
  const broker = await scriptedBroker({
    onConnect: (socket) => void socket.write(welcome(...receiveMaximum(3))),
    onPublish: ({ id }, socket) => {
      most = Math.max(most, ++unanswered);
      setImmediate(() => {
        unanswered--;
        socket.write(answer(id, 0));
      });
    },
  });
  const relay = temporaryRelay({ store: queued(), broker: broker.address });
  await statusWhere(relay, ({ pending }) => pending === 0);
  expect(most).toBeLessThanOrEqual(3);
});

it('Mosquitto that allows the status alone: every message waits, and who must act is told what to do', async () => {
  const broker = await mosquitto((folder) => {
    writeFileSync(`${folder}/acl`, 'topic readwrite limber/v1/home-1/status\n');
    // As root it would become a user who may not read here.
    return `acl_file ${folder}/acl\nuser ${userInfo().username}\n`;
  });
  const store = queued();
  const relay = temporaryRelay({ store, broker: broker.address });
  const { trouble, connected } = await statusWhere(relay, ({ refuses }) => refuses === 'publish');
  expect(connected).toBe(true);
  expect(trouble?.message).toMatch(
    /does not take what this gateway publishes under limber\/v1\/home-1: not authorized \(0x87\): check user name and password, certificate, and the access list there/,
  );
  expect(countOutbox(store.database)).toMatchObject({ pending: 6, delivered: 0, refused: 0, dropped: 0 });
});
