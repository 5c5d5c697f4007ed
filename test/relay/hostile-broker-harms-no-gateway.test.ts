import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import { transact } from '../../host/records/database.ts';
import { enqueue } from '../../host/relay/outbox.ts';
import type { Relay } from '../../host/relay/relay.ts';
import { mulberry32, temporaryStore } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';
import { statusWhere, temporaryRelay } from './broker-fixture.ts';
import { answer, type Script, scriptedBroker, welcome } from './scripted-broker.ts';

const REPS = 150;

/** A gateway with messages to send. That nothing is thrown past it the test runner sees. */
async function gatewayAt(script: Script): Promise<{ relay: Relay; connections: () => number }> {
  const broker = await scriptedBroker(script);
  const store = temporaryStore();
  const topic = 'limber/v1/home-1/p-7/session/s-1/rep';
  transact(store.database, () => {
    for (let index = 1; index <= REPS; index++) {
      const messageId = `s-1-rep-${index}`;
      const payload = new TextEncoder().encode(JSON.stringify({ message_id: messageId }));
      enqueue(store.database, { messageId, sessionId: 's-1', topic, payload, worth: 1 }, 0);
    }
  });
  // In a hurry: its goodbye waits for 10 ms, the next attempt hardly at all.
  const relay = temporaryRelay({ store, broker: broker.address, timeline: wallTimeline(100) });
  relay.subscribe('limber/v1/home-1/down/+', () => {});
  return { relay, connections: broker.connections };
}

const troubled = (relay: Relay) => statusWhere(relay, ({ trouble }) => trouble !== null);

it('one that hangs up on everybody', async () => {
  const { relay } = await gatewayAt({ onConnect: (socket) => void socket.destroy() });
  expect(await troubled(relay)).toMatchObject({ connected: false, pending: REPS });
});

it('one that sends garbage for an answer, whatever garbage', async () => {
  const random = mulberry32(SEED);
  let onConnect = (_: Socket): void => {};
  const garbage = (): Buffer =>
    Buffer.from(Array.from({ length: 1 + random() * 40 }, () => Math.floor(256 * random())));
  const hundredth = new Promise<void>((resolve) => {
    let left = 100;
    onConnect = (socket) => {
      socket.write(Buffer.concat([...(random() < 0.7 ? [welcome()] : []), garbage(), garbage()]));
      // What waits for more bytes gets none.
      setImmediate(() => socket.end());
      if (--left === 0) resolve();
    };
  });
  const { relay } = await gatewayAt({ onConnect: (socket) => onConnect(socket) });
  await hundredth;
  expect(relay.pending()).toBe(REPS);
});

it('one that never acknowledges gets no more than a hundred messages', async () => {
  let got = 0;
  const { relay } = await gatewayAt({ onPublish: ({ retain }) => void (retain || got++) });
  await statusWhere(relay, ({ connected }) => connected);
  while (got < 100) await new Promise((resolve) => setImmediate(resolve));
  expect([got, relay.pending()]).toEqual([100, REPS]);
});

it('one that acknowledges what was never sent takes nothing out of the outbox by that', async () => {
  const { relay } = await gatewayAt({
    onPublish: ({ id, retain }, socket) => void socket.write(answer(retain ? id : (id + 30_000) & 0xffff || 1, 0)),
  });
  await statusWhere(relay, ({ connected }) => connected);
  expect(relay.pending()).toBe(REPS);
});

it('one that announces a packet of 256 MB is hung up on before it is gathered', async () => {
  let written = 0;
  const onConnect = (socket: Socket): void => {
    socket.write(Buffer.concat([welcome(), Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f])]));
    const more = (): void => {
      while (!socket.destroyed && written < 300e6) {
        written += 65_536;
        if (!socket.write(Buffer.alloc(65_536))) return void socket.once('drain', more);
      }
    };
    more();
  };
  const { relay } = await gatewayAt({ onConnect });
  const { trouble } = await troubled(relay);
  expect(trouble?.message).toMatch(/larger than any that a gateway takes/);
  expect(written).toBeLessThan(60e6);
});

it('one that floods with messages nobody asked for leaves the gateway at its work', async () => {
  const message = Buffer.concat([
    Buffer.from([0x32, 106, 0, 1]),
    Buffer.from('x'),
    Buffer.from([0, 7, 0]),
    Buffer.alloc(100),
  ]);
  const flood = Buffer.concat(Array.from({ length: 5000 }, () => message));
  const { relay } = await gatewayAt({
    onConnect: (socket) => void socket.write(Buffer.concat([welcome(), flood])),
    onPublish: ({ id }, socket) => void socket.write(answer(id, 0)),
  });
  expect(await statusWhere(relay, ({ pending }) => pending === 0)).toMatchObject({ delivered: REPS });
});

it.each([
  ['a message whose id is cut off', [0x32, 3, 0, 1, 0x78]],
  ['a message at QoS 2', [0x34, 6, 0, 1, 0x78, 0, 9, 0]],
  ['the release of a message that never was', [0x62, 2, 0, 9]],
  ['a second welcome', [0x20, 3, 0, 0, 0]],
  ['the word that it stops, without a reason', [0xe0, 0]],
  ['a request to log in in another way', [0xf0, 2, 24, 0]],
])('one that sends %s', async (_, bytes) => {
  const { relay } = await gatewayAt({
    onConnect: (socket) => void socket.write(Buffer.concat([welcome(), Buffer.from(bytes), Buffer.from(bytes)])),
  });
  expect(await troubled(relay)).toMatchObject({ connected: false, pending: REPS });
});
