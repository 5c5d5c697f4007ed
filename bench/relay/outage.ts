import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type MqttClient } from 'mqtt';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import { transact } from '../../host/records/database.ts';
import type { Store } from '../../host/records/store.ts';
import { enqueue } from '../../host/relay/outbox.ts';
import { type Relay, startRelay } from '../../host/relay/relay.ts';
import type { Consumer } from '../relay.ts';
import { type BenchRow, lessIsBetter, moreIsBetter } from '../row.ts';
import type { Mosquitto } from './mosquitto.ts';
import { withStore } from './opened-store.ts';
import { type Consumed, sharedMs } from './subscriber.ts';

const SESSIONS = 1000;
const QUEUED = 10_000;
const KILLS = 20;
const UNDER_LOAD_PER_S = 200;
const BETWEEN_KILLS_MS = 500;
const DRAINED_WITHIN_MS = 120_000;
/** A summary of sixteen repetitions with their metrics. */
const SUMMARY_BYTES = 14_000;
const PEER = 'plain mqtt.js, QoS 1, its own memory store, same broker, same run';

/** What waits through an outage, and what a broker that is killed again and again is sent. */
export async function outageRows(broker: Mosquitto, consumer: Consumer): Promise<BenchRow[]> {
  return [...(await queuedRows(broker, consumer)), await killedRow(broker, consumer)];
}

interface Out {
  readonly topic: string;
  readonly payload: string;
  readonly messageId: string;
  readonly sessionId: string;
}

/** Message n belongs to one session after the other; its number says its place in the session. */
function outgoing(n: number, bytes: number): Out {
  const sessionId = `bench-${n % SESSIONS}`;
  const number = Math.floor(n / SESSIONS);
  const messageId = `${sessionId}-summary-${number}`;
  const body = { schema: 'limber/session/1', message_id: messageId, number, filler: 'x'.repeat(bytes) };
  return {
    topic: `limber/v1/home/p-1/session/${sessionId}/summary`,
    payload: JSON.stringify(body),
    messageId,
    sessionId,
  };
}

async function queuedRows(broker: Mosquitto, consumer: Consumer): Promise<BenchRow[]> {
  const messages = Array.from({ length: QUEUED }, (_, n) => outgoing(n, SUMMARY_BYTES));
  const ours = await withStore(async (store) => {
    transact(store.database, () => {
      for (const one of messages) queue(store, one);
    });
    consumer.begin();
    const fromMs = sharedMs();
    const relay = relayTo(store, broker.url);
    if (!(await relay.drained(DRAINED_WITHIN_MS))) throw new Error(`${relay.pending()} messages still wait`);
    await sleep(500);
    const seen = await consumer.seen();
    await relay.close();
    return { seen, perS: (1000 * QUEUED) / (seen.lastMs - fromMs) };
  });
  consumer.begin();
  const fromMs = sharedMs();
  const client = connect(broker.url);
  await Promise.all(messages.map(({ topic, payload }) => client.publishAsync(topic, payload, { qos: 1 })));
  await sleep(500);
  const peer = await consumer.seen();
  await client.endAsync();
  const counted = accountOf(ours.seen, QUEUED);
  const note = `${counted.missing} missing, ${counted.disordered} out of order within a session`;
  const name = `relay, ${QUEUED} summaries of 14 kB that waited for the broker`;
  return [
    moreIsBetter(
      {
        name,
        figure: ours.perS,
        unit: 'messages/s',
        peer: PEER,
        peerFigure: (1000 * QUEUED) / (peer.lastMs - fromMs),
        note,
      },
      1000,
    ),
    flawless(`${name}: missing or out of order`, counted.missing + counted.disordered, accountOf(peer, QUEUED)),
  ];
}

async function killedRow(broker: Mosquitto, consumer: Consumer): Promise<BenchRow> {
  const ours = await withStore(async (store) => {
    const relay = relayTo(store, broker.doorUrl);
    const sent = await underLoad(broker, consumer, (one) => queue(store, one));
    if (!(await relay.drained(DRAINED_WITHIN_MS))) throw new Error(`${relay.pending()} messages still wait`);
    await sleep(500);
    const seen = await consumer.seen();
    await relay.close();
    return { sent, ...accountOf(seen, sent) };
  });
  let client: MqttClient | undefined;
  const open = (): void => {
    client = connect(broker.doorUrl, { reconnectPeriod: 50 }).on('error', () => {});
  };
  open();
  const sent = await underLoad(broker, consumer, ({ topic, payload }) => client!.publish(topic, payload, { qos: 1 }));
  await sleep(3000);
  const peer = accountOf(await consumer.seen(), sent);
  client!.end(true);
  const row = flawless(
    `relay, Mosquitto killed and restarted ${KILLS} times at ${UNDER_LOAD_PER_S} messages/s: lost`,
    ours.missing,
    peer,
  );
  return {
    ...row,
    note: `${ours.sent} sent, ${ours.disordered} out of order, ${ours.again} came twice; peer ${sent} sent, ${peer.missing} lost`,
  };
}

/** @returns how many were given out */
async function underLoad(broker: Mosquitto, consumer: Consumer, give: (one: Out) => void): Promise<number> {
  consumer.begin();
  let given = 0;
  const load = setInterval(() => {
    for (let n = 0; n < UNDER_LOAD_PER_S / 50; n++) give(outgoing(given++, 1000));
  }, 20);
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(BETWEEN_KILLS_MS);
    await broker.kill();
    await broker.start();
    // What a broker took before anybody listens is nobody's.
    await consumer.back();
    await broker.openDoor();
  }
  clearInterval(load);
  return given;
}

const relayTo = (store: Store, url: string): Relay =>
  startRelay({
    store,
    broker: { url },
    site: 'home',
    timeline: wallTimeline(),
    newId: () => crypto.randomUUID(),
    backoffMs: { first: 20, most: 200 },
  });

function queue(store: Store, { topic, payload, messageId, sessionId }: Out): void {
  const message = { messageId, sessionId, topic, payload: new TextEncoder().encode(payload), worth: 2 };
  enqueue(store.database, message, Date.now(), { messages: 2 * QUEUED, bytes: 2 * QUEUED * SUMMARY_BYTES });
}

/** Once the second of any number is dropped, as a consumer does. */
function accountOf(seen: Consumed, sent: number): { missing: number; disordered: number; again: number } {
  let distinct = 0;
  let disordered = 0;
  let arrived = 0;
  for (const numbers of Object.values(seen.numbers)) {
    const firsts = [...new Set(numbers)];
    arrived += numbers.length;
    distinct += firsts.length;
    disordered += firsts.filter((number, i) => i > 0 && number < firsts[i - 1]!).length;
  }
  return { missing: sent - distinct, disordered, again: arrived - distinct };
}

function flawless(
  name: string,
  figure: number,
  { missing, disordered }: { missing: number; disordered: number },
): BenchRow {
  const peerFigure = missing + disordered;
  const row = lessIsBetter({ name, figure, unit: 'messages', peer: PEER, peerFigure }, { figureAtMost: 0 });
  return figure === peerFigure ? { ...row, ratio: 1, reached: figure === 0 } : row;
}
