import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { wallTimeline } from '../../../host/connect/wall-timeline.ts';
import type { Store } from '../../../host/records/store.ts';
import type { BrokerAddress } from '../../../host/relay/broker-address.ts';
import type { DownMessage } from '../../../host/relay/downlink/down-message.ts';
import { downPayload } from '../../../host/relay/downlink/down-signing.ts';
import { sendDown } from '../../../host/relay/downlink/sending.ts';
import { planOf, unreadMessages } from '../../../host/relay/downlink/standing.ts';
import type { Relay } from '../../../host/relay/relay.ts';
import { temporaryDirectory, temporaryStore } from '../../records/session-fixture.ts';
import { BROKERS, distinct, statusWhere, subscribe, temporaryRelay } from '../broker-fixture.ts';
import { PERSON, SITE, signedNow, topicOf } from './down-samples.ts';
import { downlinkRig } from './downlink-rig.ts';

interface Listening {
  readonly store: Store;
  readonly relay: Relay;
}

/** A gateway that hears clinicians. */
async function listening(broker: BrokerAddress, dataDir = temporaryDirectory()): Promise<Listening> {
  const store = temporaryStore({ dataDir, wallMs: Date.now });
  const { downlink } = downlinkRig({ store, nowMs: Date.now });
  const relay = temporaryRelay({ store, broker, site: SITE });
  relay.subscribe(`limber/v1/${SITE}/down/+`, ({ topic, payload }) => downlink.receive(topic, payload));
  await statusWhere(relay, ({ connected }) => connected);
  return { store, relay };
}

/** The broker knows the gateway, which is away. */
async function left(broker: BrokerAddress, dataDir: string): Promise<void> {
  const { relay, store } = await listening(broker, dataDir);
  await relay.close();
  store.close();
}

async function publish({ url, ...credentials }: BrokerAddress, message: DownMessage): Promise<void> {
  const client = await connectAsync(url, { ...credentials, reconnectPeriod: 0 });
  onTestFinished(() => void client.end(true));
  await client.publishAsync(topicOf(message), downPayload(message), { qos: 1 });
}

const send = (broker: BrokerAddress, message: DownMessage) =>
  sendDown({ broker, message, payload: downPayload(message), waitMs: 10_000, timeline: wallTimeline() });

const rows = ({ database }: Store) => database.sql.prepare('SELECT message_id FROM inbox').all();

describe.each(BROKERS)('%s', (_name, startBroker) => {
  test('a signed message goes in, its answer comes out, and the same again when it is sent again', async () => {
    const { address } = await startBroker();
    const { store } = await listening(address);
    const message = signedNow('message');
    const first = await send(address, message);
    expect(first).toMatchObject({ of: message.message_id, verdict: 'accepted', site: SITE });
    expect(unreadMessages(store, PERSON, Date.now()).map(({ id }) => id)).toEqual([message.message_id]);
    expect(await send(address, message)).toEqual(first);
    expect(await send(address, signedNow('plan', { body: { exercise: 'nothing' } }))).toMatchObject({
      verdict: 'refused',
      reasons: [{ rule: 'unknown-exercise' }],
    });
    expect(rows(store)).toHaveLength(2);
  });

  test('what was sent while the gateway was away arrives when it is back, once', async () => {
    const { address } = await startBroker();
    const dataDir = temporaryDirectory();
    await left(address, dataDir);
    const message = signedNow('plan');
    await publish(address, message);
    const { received$ } = await subscribe(address, `limber/v1/${SITE}/ack/+`);
    const { store } = await listening(address, dataDir);
    const [ack] = await distinct(received$, 1);
    expect(ack?.body).toMatchObject({ of: message.message_id, verdict: 'accepted' });
    expect(planOf(store.database, PERSON)?.exercise).toBe('heel-slide');
  });

  test('killed between storing and telling the broker: taken once, and answered', async () => {
    const { address } = await startBroker();
    const dataDir = temporaryDirectory();
    await left(address, dataDir);
    const message = signedNow('prescription');
    await publish(address, message);
    const program = join(import.meta.dirname, 'killed-receiver.ts');
    const child = spawn(process.execPath, [program, dataDir, JSON.stringify(address)]);
    onTestFinished(() => void child.kill('SIGKILL'));
    expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
    const acks = await subscribe(address, `limber/v1/${SITE}/ack/+`);
    const { store } = await listening(address, dataDir);
    const [ack] = await distinct(acks.received$, 1);
    expect(ack?.body).toMatchObject({ of: message.message_id, verdict: 'accepted' });
    expect(rows(store)).toHaveLength(1);
    expect(store.prescriptions.accepted()).toHaveLength(1);
    expect(store.audit.verify().intact).toBe(true);
  });
});
