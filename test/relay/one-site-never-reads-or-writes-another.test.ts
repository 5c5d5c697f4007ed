import { existsSync } from 'node:fs';
import type { IClientOptions, MqttClient } from 'mqtt';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAuthority, makeClientCertificate } from '../../host/keys/certificate.ts';
import type { Store, StoreOptions } from '../../host/records/store.ts';
import { ackOf } from '../../host/relay/downlink/ack-message.ts';
import { messageOf } from '../../host/relay/message.ts';
import { enqueue } from '../../host/relay/outbox.ts';
import type { Relay } from '../../host/relay/relay.ts';
import { formatTopic, parseTopic, type Topic } from '../../host/relay/topic.ts';
import { repOf, sessionEnd, sessionStart, swingingBlock, temporaryStore, WALL_MS } from '../records/session-fixture.ts';
import { MOSQUITTO, statusWhere, temporaryRelay, WAIT_MS } from './broker-fixture.ts';
import { arrivals, type ExampleBroker, passwordOf, startExample } from './mosquitto-example.ts';

/** docs/mosquitto, in a real broker: sites whose names begin alike, and clinics that look after one or two of them. */
let broker: ExampleBroker;
beforeAll(async () => {
  broker = await startExample(['clinic-1', 'clinic-2', 'clinic-of-nobody']);
});
afterAll(() => broker?.close());

const POLL = { interval: 5, timeout: WAIT_MS };
const NOT_AUTHORIZED = 0x87;
const session = { person: 'p-7', session: 's-1' };
const upward = (site: string): Topic[] => [
  { kind: 'status', site },
  { kind: 'ack', site, message: 'm-1' },
  { kind: 'event', site, person: 'p-7', event: 'e-1' },
  { kind: 'rep', site, ...session },
  { kind: 'summary', site, ...session },
  { kind: 'live', site, ...session },
  { kind: 'chunk', site, ...session, chunk: 3 },
];
const down = (site: string, message = 'm-1'): string => formatTopic({ kind: 'down', site, message });
const allDown = (site: string): string => `limber/v1/${site}/down/+`;
const topicsOf = (site: string): string[] => upward(site).map(formatTopic);

/** The broker serves one thing after the other: once this message is there, whatever was sent before it is too. */
async function fence(from: MqttClient, topic: string, to: { readonly all: string[] }, word: string): Promise<void> {
  await from.publishAsync(topic, word, { qos: 1 });
  await expect.poll(() => to.all.at(-1), POLL).toBe(`${topic} ${word}`);
}

/** What the broker says to a publication: 0 where it takes it. */
const answerTo = (client: MqttClient, topic: string, retain = false): Promise<number> =>
  client.publishAsync(topic, 'from elsewhere', { qos: 1, retain }).then(
    () => 0,
    (error: { code: number }) => error.code,
  );

/** The reason code of a connection that is refused, 'closed' where TLS itself ends it; fails where it comes about. */
async function refusal(connecting: Promise<MqttClient>): Promise<number | 'closed'> {
  const end = await connecting.then(
    (client) => {
      client.end(true);
      return 'connected' as const;
    },
    (error: { code?: number | string }) => (typeof error.code === 'number' ? error.code : 'closed'),
  );
  if (end === 'connected') throw new Error('the broker let somebody in');
  return end;
}

describe.runIf(existsSync(MOSQUITTO))("Mosquitto with Limber's example of rules", () => {
  it('brings all that a gateway writes to the clinic of its site, and what the clinic writes to the gateway', async () => {
    const [gateway, clinic] = await Promise.all([broker.gateway('site-1'), broker.clinic('clinic-1')]);
    const [toClinic, toGateway] = [arrivals(clinic), arrivals(gateway)];
    await clinic.subscribeAsync('limber/v1/site-1/#', { qos: 1 });
    await gateway.subscribeAsync(allDown('site-1'), { qos: 1 });
    for (const topic of topicsOf('site-1')) await gateway.publishAsync(topic, 'own', { qos: 1 });
    await fence(clinic, down('site-1'), { all: toGateway }, 'to you');
    expect(toClinic).toEqual([...topicsOf('site-1').map((topic) => `${topic} own`), `${down('site-1')} to you`]);
  });

  it('refuses with 0x87 what a gateway writes anywhere else, and brings it to nobody', async () => {
    const [gateway, clinic1, clinic2] = await Promise.all([
      broker.gateway('site-1'),
      broker.clinic('clinic-1'),
      broker.clinic('clinic-2'),
    ]);
    const [to1, to2] = [arrivals(clinic1), arrivals(clinic2)];
    await clinic1.subscribeAsync('#', { qos: 1 });
    await clinic2.subscribeAsync('#', { qos: 1 });
    const elsewhere = [
      ...['site-2', 'site-10', 'site', 'site-1x'].flatMap((site) => [...topicsOf(site), down(site)]),
      down('site-1'),
      'limber/v1/site-1/other',
      'limber/v1/site-1',
      'limber/v1/site-1/status/more',
      'limber/v2/site-1/status',
      'limber/v1//status',
      '/limber/v1/site-1/status',
      'LIMBER/v1/site-1/status',
      '$SYS/broker/clients/total',
      'elsewhere',
    ];
    for (const topic of elsewhere)
      for (const retain of [false, true])
        expect([topic, await answerTo(gateway, topic, retain)]).toEqual([topic, NOT_AUTHORIZED]);
    await fence(clinic1, down('site-1'), { all: to1 }, 'fence');
    await fence(clinic2, down('site-2'), { all: to2 }, 'fence');
    expect([...to1, ...to2].filter((one) => one.includes('from elsewhere'))).toEqual([]);
  });

  it('brings nothing of another site to a gateway, whatever it subscribes to', async () => {
    const [gateway, clinic, site1, site10] = await Promise.all([
      broker.gateway('site-2'),
      broker.clinic('clinic-2'),
      broker.gateway('site-1'),
      broker.gateway('site-10'),
    ]);
    const to2 = arrivals(gateway);
    const to10 = arrivals(site10);
    await site1.publishAsync('limber/v1/site-1/status', 'kept', { qos: 1, retain: true });
    const filters = [
      '#',
      '+/#',
      'limber/#',
      'limber/v1/#',
      'limber/v1/+/#',
      'limber/v1/+/status',
      'limber/v1/+/down/+',
    ];
    const shared = filters.map((filter) => `$share/all/${filter}`);
    const named = [...topicsOf('site-1'), 'limber/v1/site-1/#', 'limber/v1/site-1/ack/+', allDown('site-1'), '$SYS/#'];
    for (const filter of [...filters, ...named, ...shared]) {
      await gateway.subscribeAsync(filter, { qos: 1 }).catch(() => {});
      await site10.subscribeAsync(filter, { qos: 1 }).catch(() => {});
    }
    for (const topic of topicsOf('site-1')) await site1.publishAsync(topic, 'of one', { qos: 1, retain: true });
    for (const topic of topicsOf('site-10')) await site10.publishAsync(topic, 'of ten', { qos: 1 });
    const clinic1 = await broker.clinic('clinic-1');
    await clinic1.publishAsync(down('site-1', 'm-9'), 'to one', { qos: 1 });
    await gateway.subscribeAsync(allDown('site-2'), { qos: 1 });
    await site10.subscribeAsync(allDown('site-10'), { qos: 1 });
    await fence(clinic, down('site-2'), { all: to2 }, 'fence');
    await fence(clinic, down('site-10'), { all: to10 }, 'fence');
    expect(new Set(to2)).toEqual(new Set([`${down('site-2')} fence`]));
    expect(new Set(to10)).toEqual(new Set([`${down('site-10')} fence`]));
  });

  it('lets a clinic read its sites and write down to them, and nothing else', async () => {
    const [clinic, nobody, other, gateway] = await Promise.all([
      broker.clinic('clinic-1'),
      broker.clinic('clinic-of-nobody'),
      broker.clinic('clinic-2'),
      broker.gateway('site-10'),
    ]);
    const [to1, toNobody, to2] = [arrivals(clinic), arrivals(nobody), arrivals(other)];
    for (const one of [clinic, nobody, other])
      for (const filter of ['#', 'limber/v1/+/#', 'limber/v1/site-10/#', '$SYS/#'])
        await one.subscribeAsync(filter, { qos: 1 });
    for (const topic of topicsOf('site-10')) await gateway.publishAsync(topic, 'of ten', { qos: 1 });
    for (const topic of [
      ...topicsOf('site-1'),
      ...topicsOf('site-2'),
      down('site-2'),
      down('site-10'),
      `${down('site-1')}/more`,
    ])
      expect([topic, await answerTo(clinic, topic)]).toEqual([topic, NOT_AUTHORIZED]);
    for (const topic of [...topicsOf('site-1'), down('site-1'), down('site-10')])
      expect([topic, await answerTo(nobody, topic)]).toEqual([topic, NOT_AUTHORIZED]);
    await fence(clinic, down('site-1'), { all: to1 }, 'fence');
    await fence(other, down('site-10'), { all: to2 }, 'fence');
    expect([...to1, ...toNobody].filter((one) => !one.startsWith('limber/v1/site-1/'))).toEqual([]);
    expect(to2.filter((one) => one.endsWith('of ten'))).toHaveLength(3 * upward('site-10').length);
  });

  it('lets in nobody without a certificate of its authority, or without the right password', async () => {
    const stranger = await makeAuthority({ name: 'Stranger', wallMs: Date.now() });
    const forged = await makeClientCertificate({ authority: stranger, wallMs: Date.now(), site: 'site-1' });
    const open = (url: string, options: IClientOptions): Promise<MqttClient> =>
      connectAsync(
        url,
        { ca: broker.ca, protocolVersion: 5, reconnectPeriod: 0, connectTimeout: 3000, ...options },
        false,
      );
    const account = { username: 'clinic-1', password: passwordOf('clinic-1') };
    const { certificate: cert, privateKey: key } = await broker.certificateOf('site-1');
    for (const options of [{}, account, { cert: forged.certificate, key: forged.privateKey }])
      expect(await refusal(open(broker.gatewayUrl, options))).toBe('closed');
    for (const options of [
      {},
      { cert, key },
      { ...account, password: 'wrong' },
      { username: 'clinic-1' },
      { ...account, username: 'clinic-3' },
      { username: 'site-1', password: 'site-1' },
    ])
      expect(await refusal(open(broker.clinicUrl, options))).toBe(NOT_AUTHORIZED);
    for (const url of [broker.gatewayUrl, broker.clinicUrl])
      expect(await refusal(open(url.replace('mqtts', 'mqtt'), account))).toBe('closed');
  });

  it.each(['+', '+/down', 'site-1/#', '/', '%u'])(
    'gives a certificate of the name %j no rule of another name',
    async (name) => {
      const [clinic, gateway] = await Promise.all([broker.clinic('clinic-1'), broker.gateway(name)]);
      const [to1, got] = [arrivals(clinic), arrivals(gateway)];
      await clinic.subscribeAsync('limber/v1/site-1/#', { qos: 1 });
      for (const filter of ['#', 'limber/v1/+/#', allDown('site-1')])
        await gateway.subscribeAsync(filter, { qos: 1 }).catch(() => {});
      for (const topic of [...topicsOf('site-1'), down('site-1')])
        expect([topic, await answerTo(gateway, topic)]).toEqual([topic, NOT_AUTHORIZED]);
      await fence(clinic, down('site-1'), { all: to1 }, name);
      // Also behind what it was sent: the answer to this one.
      await gateway.publishAsync('limber/v1/site-1/rep', '', { qos: 1 }).catch(() => {});
      expect(to1.filter((one) => one.includes('from elsewhere'))).toEqual([]);
      expect(got).toEqual([]);
    },
  );

  it('keeps what waits for a gateway, across its own restart, from whoever else comes under that name', async () => {
    let clinic = await broker.clinic('clinic-1');
    const kept = { clean: false, clientId: 'limber-site-1', properties: { sessionExpiryInterval: 600 } };
    const site1 = await broker.gateway('site-1', kept);
    await site1.subscribeAsync(allDown('site-1'), { qos: 1 });
    const site2 = await broker.gateway('site-2', kept);
    const got = arrivals(site2);
    await site2.subscribeAsync(allDown('site-2'), { qos: 1 });
    expect(await answerTo(site1, 'limber/v1/site-1/status')).toBe(0);
    await site1.endAsync();
    await clinic.publishAsync(down('site-1'), 'while you were away', { qos: 1 });
    await broker.restart();
    clinic = await broker.clinic('clinic-1');
    // Under its very name, as another site and as a clinic, keeping what is there or wiping it.
    const clinic2 = await broker.clinic('clinic-2');
    for (const clean of [false, true]) {
      const thief = await broker.gateway('site-2', { ...kept, clean, clientId: 'site-1' });
      await thief.subscribeAsync(allDown('site-2'), { qos: 1 });
      await fence(clinic2, down('site-2'), { all: arrivals(thief) }, 'fence');
      await broker.clinic('clinic-of-nobody', { ...kept, clean, clientId: 'site-1' });
    }
    const back = await broker.gateway('site-1', kept);
    await fence(clinic, down('site-1'), { all: arrivals(back) }, 'fence');
    expect(arrivals(back)).toEqual([`${down('site-1')} while you were away`, `${down('site-1')} fence`]);
    expect(got.filter((one) => one.includes('away'))).toEqual([]);
  });

  it('publishes the will of a gateway that goes without a word, and no will for another site', async () => {
    const clinic = await broker.clinic('clinic-1');
    const to1 = arrivals(clinic);
    await clinic.subscribeAsync('limber/v1/site-1/status', { qos: 1 });
    const will = { topic: 'limber/v1/site-1/status', payload: Buffer.from('lost'), qos: 1, retain: true } as const;
    const foreign = await broker.gateway('site-2', { will });
    foreign.stream.destroy();
    // Under the same name, which ends whatever is left of the connection before, and publishes its will.
    await broker.gateway('site-2');
    const gateway = await broker.gateway('site-1', { will });
    gateway.stream.destroy();
    await expect.poll(() => to1.at(-1), POLL).toBe(`${will.topic} lost`);
    expect(to1.filter((one) => one.endsWith(' lost'))).toHaveLength(1);
  });

  it('lets a gateway do all that it does: publish from its outbox, live, its status, and be written to', async () => {
    const clinic = await broker.clinic('clinic-1');
    const to1 = arrivals(clinic);
    await clinic.subscribeAsync('limber/v1/site-1/#', { qos: 1 });
    const { store, relay } = await relayOf('site-1', 'site-1');
    const received: string[] = [];
    relay.subscribe(allDown('site-1'), ({ payload }) => void received.push(Buffer.from(payload).toString()));
    recordAll(store);
    const payload = Buffer.from('to you');
    const ack = {
      of: 'm-1',
      payload,
      site: 'site-1',
      simulated: true,
      reasons: [],
      judgedAtMs: WALL_MS,
      isSigned: true,
    };
    enqueue(store.database, ackOf({ ...ack, verdict: 'accepted' }), WALL_MS);
    expect(await relay.drained(WAIT_MS)).toBe(true);
    const live = formatTopic({ kind: 'live', site: 'site-1', ...session });
    expect(relay.publishNow({ topic: live, payload: 'now' })).toBe(true);
    await expect.poll(() => to1.at(-1), POLL).toBe(`${live} now`);
    await clinic.publishAsync(down('site-1'), 'to you', { qos: 1 });
    await expect.poll(() => received, POLL).toEqual(['to you']);
    const kinds = to1.map((one) => parseTopic(one.split(' ')[0]!)?.kind);
    expect(new Set(kinds)).toEqual(new Set(['status', 'rep', 'event', 'chunk', 'summary', 'ack', 'live', 'down']));
    await statusWhere(relay, ({ refused, dropped, trouble }) => refused === 0 && dropped === 0 && trouble === null);
    await relay.close();
    await expect.poll(() => to1.at(-1), POLL).toMatch(/status .*"state":"offline"/);
  });

  it('tells a gateway with the certificate of another site that it may not publish, and nothing of it arrives', async () => {
    const [clinic1, clinic2] = await Promise.all([broker.clinic('clinic-1'), broker.clinic('clinic-2')]);
    const [to1, to2] = [arrivals(clinic1), arrivals(clinic2)];
    for (const clinic of [clinic1, clinic2]) await clinic.subscribeAsync('limber/v1/#', { qos: 1, rh: 2 });
    const { store, relay } = await relayOf('site-1', 'site-2');
    recordAll(store);
    const { trouble } = await statusWhere(relay, (status) => status.trouble !== null);
    expect(trouble?.message).toMatch(/not authori[sz]ed/i);
    await relay.close();
    await fence(clinic1, down('site-1'), { all: to1 }, 'fence');
    await fence(clinic2, down('site-2'), { all: to2 }, 'fence');
    expect([...to1, ...to2].filter((one) => !one.endsWith(' fence'))).toEqual([]);
  });
});

/** Publishes as one site, with the certificate of one. */
async function relayOf(site: string, certified: string): Promise<{ store: Store; relay: Relay }> {
  const { certificate: cert, privateKey: key } = await broker.certificateOf(certified);
  const beside: StoreOptions['beside'] = (record, database) => enqueue(database, messageOf(record), WALL_MS);
  const store = temporaryStore({ beside });
  const relay = temporaryRelay({ store, site, broker: { url: broker.gatewayUrl, tls: { ca: broker.ca, cert, key } } });
  return { store, relay };
}

function recordAll(store: Store): void {
  const recording = store.begin({ ...sessionStart('s-1'), site: 'site-1' });
  recording.addSamples(swingingBlock('shank', 0, 12));
  recording.addRep(repOf(1));
  recording.addEvent({ kind: 'stimulation-started', atMs: 1, currentUa: 1000, reason: '', prescriptionId: null });
  recording.finish(sessionEnd());
}
