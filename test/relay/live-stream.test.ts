import { connectAsync, type IPublishPacket } from 'mqtt';
import { Subject } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import type { Store } from '../../host/records/store.ts';
import type { Purpose } from '../../host/records/upkeep/consent.ts';
import { type LiveStream, shareLive } from '../../host/relay/live-stream.ts';
import type { Relay } from '../../host/relay/relay.ts';
import type { FeedEvent } from '../../host/screen/feed.ts';
import { sessionStart, temporaryStore, WALL_MS } from '../records/session-fixture.ts';
import { demoSession } from '../screen/demo-session.ts';
import { SEED } from '../seeded.ts';
import { BROKERS, type BrokerUnderTest, statusWhere, temporaryRelay, WAIT_MS } from './broker-fixture.ts';

const TOPIC = 'limber/v1/home-1/p-7/session/s-1/live';
const POLL = { interval: 5, timeout: WAIT_MS };
/** A whole session, with fewer angles than there would be. */
const DEMO = demoSession('s-1', SEED).events.filter(({ event }, i) => event.kind !== 'angle' || i % 4 === 0);

interface Watched {
  readonly store: Store;
  readonly relay: Relay;
  readonly stream: LiveStream;
  readonly feed$: Subject<FeedEvent>;
  readonly said: string[];
  /** What the patient's page was told of it. */
  readonly marks: boolean[];
}

function allow(store: Store, given: boolean, purpose: Purpose = 'live'): void {
  store.audit.append({ person: 'p-7', by: 'patient', kind: 'consent', document: { purpose, given } });
}

async function sharing({ address }: BrokerUnderTest, ...purposes: readonly Purpose[]): Promise<Watched> {
  const store = temporaryStore();
  for (const purpose of purposes) allow(store, true, purpose);
  const relay = temporaryRelay({ store, broker: address });
  await statusWhere(relay, ({ connected }) => connected);
  const feed$ = new Subject<FeedEvent>();
  const said: string[] = [];
  const stream = shareLive({
    feed$,
    session: { id: 's-1', site: 'home-1', person: 'p-7', simulated: true, fromMs: 0 },
    nowMs: () => 0,
    wallMs: () => WALL_MS,
    store,
    relay,
    say: (line) => said.push(line),
  });
  onTestFinished(() => stream.close());
  const marks: boolean[] = [];
  stream.feed$.subscribe((event) => marks.push(event.kind === 'sharing' && event.sharing.live));
  return { store, relay, stream, feed$, said, marks };
}

/** Everything on the topics of one site, as packets. */
async function watcher({ address }: BrokerUnderTest): Promise<IPublishPacket[]> {
  const { url, ...credentials } = address;
  const client = await connectAsync(url, { ...credentials, reconnectPeriod: 0 });
  onTestFinished(() => void client.end(true));
  const packets: IPublishPacket[] = [];
  client.on('message', (_topic, _payload, packet) => packets.push(packet));
  await client.subscribeAsync('limber/v1/home-1/+/session/+/live', { qos: 1 });
  return packets;
}

const bodies = (packets: readonly IPublishPacket[]) => packets.map(({ payload }) => JSON.parse(payload.toString()));
const lastKind = (packets: readonly IPublishPacket[]) => bodies(packets).at(-1)?.kind;

/** With turns of the event loop between: what is told all at once does not keep up, and is dropped. */
async function play({ feed$ }: Watched, from: number, to?: number): Promise<void> {
  for (const { event } of DEMO.slice(from, to)) {
    feed$.next(event);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

it.each(BROKERS)(
  '%s: by consent a session is followed at QoS 0, unretained, and leaves nothing behind',
  async (_, start) => {
    const broker = await start();
    const packets = await watcher(broker);
    const watched = await sharing(broker, 'live');
    await play(watched, 0);
    await expect.poll(() => lastKind(packets), POLL).toBe('end');
    expect(new Set(packets.map(({ topic, qos, retain }) => `${topic} ${qos} ${retain}`))).toEqual(
      new Set([`${TOPIC} 0 false`]),
    );
    expect(bodies(packets).map(({ sequence }) => sequence)).toEqual(packets.map((_, i) => i + 1));
    expect(watched.relay.pending()).toBe(0);
    const late = await watcher(broker);
    watched.feed$.next(DEMO[0]!.event);
    expect(watched.relay.publishNow({ topic: TOPIC, payload: '{"kind":"fence"}' })).toBe(true);
    await expect.poll(() => late.length, POLL).toBeGreaterThan(0);
    expect(bodies(late)).toEqual([{ kind: 'fence' }]);
  },
);

it('is off where nothing, or something else, was allowed', async () => {
  const broker = await BROKERS.at(-1)![1]();
  const packets = await watcher(broker);
  const watched = await sharing(broker, 'raw', 'messages');
  await play(watched, 0);
  watched.stream.close();
  expect([watched.said, watched.marks]).toEqual([[], []]);
  watched.relay.publishNow({ topic: TOPIC, payload: '{"kind":"fence"}' });
  await expect.poll(() => bodies(packets), POLL).toEqual([{ kind: 'fence' }]);
});

it('stops in the moment in which consent is withdrawn, goes on when it is given, and says both', async () => {
  const broker = await BROKERS.at(-1)![1]();
  const packets = await watcher(broker);
  const watched = await sharing(broker, 'live');
  await play(watched, 0, 200);
  allow(watched.store, false);
  await play(watched, 200, 300);
  watched.relay.publishNow({ topic: TOPIC, payload: '{"kind":"fence"}' });
  await expect.poll(() => lastKind(packets), POLL).toBe('fence');
  const [end, fence] = bodies(packets).slice(-2);
  expect([end, fence]).toMatchObject([{ kind: 'end', reason: 'consent-withdrawn' }, { kind: 'fence' }]);
  expect(watched.marks).toEqual([true, false]);
  allow(watched.store, true);
  await play(watched, 300, 400);
  await expect.poll(() => bodies(packets).at(-1).sequence > end.sequence, POLL).toBe(true);
  watched.stream.close();
  expect(watched.marks).toEqual([true, false, true, false]);
  expect(watched.said.map((line) => line.includes('not shared'))).toEqual([false, true, false, true]);
  expect(watched.said.join()).not.toMatch(/p-7|s-1/);
});

it('is dropped while the broker is away: nothing waits, nothing is sent afterwards, and nobody is said to watch', async () => {
  const [, start] = BROKERS.at(-1)!;
  const broker = await start();
  const watched = await sharing(broker, 'live');
  watched.store.begin(sessionStart('s-1'));
  await play(watched, 0, 200);
  await broker.kill();
  await statusWhere(watched.relay, ({ connected }) => !connected);
  expect(watched.marks).toEqual([true, false]);
  await play(watched, 200, 400);
  expect(watched.relay.pending()).toBe(0);
  await broker.start();
  const packets = await watcher(broker);
  await statusWhere(watched.relay, ({ connected }) => connected);
  expect(watched.marks).toEqual([true, false, true]);
  await play(watched, 400);
  await expect.poll(() => lastKind(packets), POLL).toBe('end');
  const sequences = bodies(packets).map(({ sequence }) => sequence);
  expect(sequences[0]).toBeGreaterThan(100);
  expect(sequences).toEqual(sequences.map((_, i) => sequences[0] + i));
});
