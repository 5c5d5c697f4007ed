import { connectAsync, type IPublishPacket, type MqttClient } from 'mqtt';
import { firstValueFrom, ReplaySubject, take, timeout, toArray } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import type { BrokerAddress } from '../../host/relay/broker-address.ts';
import type { IncomingMessage } from '../../host/relay/broker-connection.ts';
import { queueRecord } from '../../host/relay/queued-records.ts';
import { Reconnection } from '../../host/relay/reconnection.ts';
import { repOf, sessionEnd, sessionStart, temporaryDirectory, temporaryStore } from '../records/session-fixture.ts';
import { BROKERS, mosquitto, statusWhere, temporaryRelay, WAIT_MS } from './broker-fixture.ts';
import { scriptedBroker, welcome } from './scripted-broker.ts';

const DOWN = 'limber/v1/home-1/down/+';

async function clientOf({ url, username, password }: BrokerAddress, protocolVersion: 4 | 5): Promise<MqttClient> {
  const credentials = { ...(username && { username }), ...(password && { password }) };
  const client = await connectAsync(url, { ...credentials, protocolVersion, reconnectPeriod: 0 });
  onTestFinished(() => void client.end(true));
  return client;
}

const settled = <Value>(values$: ReplaySubject<Value>, count: number): Promise<Value[]> =>
  firstValueFrom(values$.pipe(take(count), toArray(), timeout(WAIT_MS)));

it('a broker of MQTT 5 is told of each message its schema, id, form and how long it is of use', async () => {
  const broker = await mosquitto();
  const client = await clientOf(broker.address, 5);
  const packets$ = new ReplaySubject<IPublishPacket>();
  client.on('message', (_topic, _payload, packet) => packets$.next(packet));
  await client.subscribeAsync('limber/v1/home-1/+/session/#');
  const store = temporaryStore({ beside: queueRecord });
  temporaryRelay({ store, broker: broker.address });
  const recording = store.begin(sessionStart('s-1'));
  recording.addRep(repOf(1));
  recording.finish(sessionEnd());
  const [rep, summary] = (await settled(packets$, 2)).map(({ properties }) => properties!);
  expect(rep).toMatchObject({
    contentType: 'application/json',
    userProperties: { schema: 'limber/rep/1', 'message-id': 's-1-rep-1', simulated: 'true' },
  });
  const days = (properties: typeof rep): number => Math.round(properties!.messageExpiryInterval! / 86_400);
  expect(days(summary)).toBeGreaterThan(days(rep));
});

it.each(BROKERS)(
  '%s keeps what is sent to a gateway that is away, and gets its acknowledgement once it is taken in',
  async (_, start) => {
    const { address } = await start();
    const dataDir = temporaryDirectory();
    const first = temporaryStore({ dataDir });
    const relay = temporaryRelay({ store: first, broker: address });
    relay.subscribe(DOWN, () => {});
    await statusWhere(relay, ({ connected }) => connected);
    const client = await clientOf(address, 4);
    // What is answered here was subscribed to before.
    const heard$ = new ReplaySubject<string>();
    relay.subscribe('limber/v1/home-1/ack/+', ({ topic }) => heard$.next(topic));
    await client.publishAsync('limber/v1/home-1/ack/a', 'x', { qos: 1, retain: true });
    await settled(heard$, 1);
    await relay.close();
    first.close();

    for (const name of ['one', 'two']) await client.publishAsync(`limber/v1/home-1/down/${name}`, name, { qos: 1 });
    const store = temporaryStore({ dataDir });
    const again = temporaryRelay({ store, broker: address });
    const taken$ = new ReplaySubject<string>();
    let tries = 0;
    again.subscribe(DOWN, ({ topic }) => {
      if (++tries === 1) throw new Error('the disk is full');
      taken$.next(topic.split('/').at(-1)!);
    });
    // The first was not taken in, so it came again.
    expect(await settled(taken$, 2)).toEqual(['one', 'two']);
    expect(await again.drained(WAIT_MS)).toBe(true);
  },
);

it('a listener is told what the sender said of a message', async () => {
  const { address } = await mosquitto();
  const relay = temporaryRelay({ store: temporaryStore(), broker: address });
  const incoming$ = new ReplaySubject<IncomingMessage>();
  relay.subscribe(DOWN, (message) => incoming$.next(message));
  await statusWhere(relay, ({ connected }) => connected);
  const client = await clientOf(address, 5);
  const properties = { contentType: 'application/json', messageExpiryInterval: 60, userProperties: { key: 'value' } };
  await client.publishAsync('limber/v1/home-1/down/m-1', '{}', { qos: 1, retain: true, properties });
  const [message] = await settled(incoming$, 1);
  expect(message).toMatchObject({
    topic: 'limber/v1/home-1/down/m-1',
    properties: { contentType: 'application/json', messageExpiryS: 60, userProperties: { key: 'value' } },
  });
});

it('a live message goes out at once or not at all', async () => {
  const { address, kill } = await mosquitto();
  const relay = temporaryRelay({ store: temporaryStore(), broker: address });
  const live = { topic: 'limber/v1/home-1/p-7/session/s-1/live', payload: 'now' };
  expect(relay.publishNow(live)).toBe(false);
  const client = await clientOf(address, 5);
  const heard$ = new ReplaySubject<string>();
  client.on('message', (_topic, payload) => heard$.next(payload.toString()));
  await client.subscribeAsync(live.topic);
  await statusWhere(relay, ({ connected }) => connected);
  expect(relay.publishNow(live)).toBe(true);
  expect(await settled(heard$, 1)).toEqual(['now']);
  await kill();
  await statusWhere(relay, ({ connected }) => !connected);
  expect(relay.publishNow(live)).toBe(false);
});

it('to a broker that does not read, live messages are dropped before they fill the memory', async () => {
  const broker = await scriptedBroker({
    onConnect: (socket) => {
      socket.write(welcome());
      socket.pause();
    },
  });
  const relay = temporaryRelay({ store: temporaryStore(), broker: broker.address });
  await statusWhere(relay, ({ connected }) => connected);
  const live = { topic: 'limber/v1/home-1/p-7/session/s-1/live', payload: 'x'.repeat(8000) };
  let sent = 0;
  for (let i = 0; i < 20_000; i++) {
    if (relay.publishNow(live)) sent++;
    if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(sent).toBeLessThan(19_000);
});

it('a gateway whose name another one takes says so, and takes it back ever more slowly', async () => {
  const TAKEN_OVER = 0x8e;
  const broker = await scriptedBroker({
    onConnect: (socket) => void socket.write(Buffer.concat([welcome(), Buffer.from([0xe0, 2, TAKEN_OVER, 0])])),
  });
  const relay = temporaryRelay({ store: temporaryStore(), broker: broker.address });
  const { trouble } = await statusWhere(relay, (status) => status.trouble !== null);
  expect(trouble?.message).toMatch(/another client took over.*is a copy of these records in use elsewhere/);

  const end = { kind: 'down', reason: '', code: TAKEN_OVER } as const;
  const reconnection = new Reconnection({ first: 500, most: 30_000 });
  const pauses = Array.from({ length: 8 }, () => reconnection.pauseMs(end, 5, 1000, 0));
  expect(pauses.slice(0, 3)).toEqual([30_000, 60_000, 120_000]);
  expect(pauses.at(-1)).toBe(600_000);
});

it('a broker that lets in and hangs up again and again is left alone for longer, and that is said', () => {
  const reconnection = new Reconnection({ first: 500, most: 30_000 });
  const pauses = Array.from({ length: 8 }, () => {
    reconnection.progress();
    return reconnection.pauseMs({ kind: 'down', reason: '', code: 'closed' }, 4, 50, 0);
  });
  expect(pauses).toEqual([500, 500, 500, 500, 500, 30_000, 30_000, 30_000]);
  expect(reconnection.isHungUpOn).toBe(true);
});

it('MQTT 5 is tried again an hour after it was refused', () => {
  const reconnection = new Reconnection({ first: 500, most: 30_000 });
  expect(reconnection.protocol(0)).toBe(5);
  expect(reconnection.pauseMs({ kind: 'down', reason: '', code: 1 }, 5, null, 0)).toBe(0);
  expect([1, 3_599_999, 3_600_001].map((nowMs) => reconnection.protocol(nowMs))).toEqual([4, 4, 5]);
});

it('a broker of MQTT 3.1.1 is spoken to in that, without a word of trouble', async () => {
  const [[, start]] = BROKERS as [(typeof BROKERS)[0]];
  const { address } = await start();
  const said: string[] = [];
  const relay = temporaryRelay({
    store: temporaryStore(),
    broker: address,
    timeline: wallTimeline(),
    say: (line) => said.push(line),
  });
  const { trouble } = await statusWhere(relay, ({ connected }) => connected);
  expect([trouble, said]).toEqual([null, []]);
});
