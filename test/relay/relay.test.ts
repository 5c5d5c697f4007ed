import { once } from 'node:events';
import { createServer } from 'node:net';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { wallTimeline } from '../../host/connect/wall-timeline.ts';
import { queueRecord } from '../../host/relay/queued-records.ts';
import { startRelay } from '../../host/relay/relay.ts';
import { repOf, sessionEnd, sessionStart, temporaryStore } from '../records/session-fixture.ts';
import { BROKERS, distinct, freePort, statusWhere, subscribe, temporaryRelay, WAIT_MS } from './broker-fixture.ts';

describe.each(BROKERS)('a relay on %s', (_, startBroker) => {
  it('publishes reps, events and the summary of a session in order, and counts what was acknowledged', async () => {
    const broker = await startBroker();
    const { received$ } = await subscribe(broker.address);
    const store = temporaryStore({ beside: queueRecord });
    const relay = temporaryRelay({ store, broker: broker.address });
    const recording = store.begin(sessionStart('s-1'));
    recording.addRep(repOf(1));
    recording.addRep(repOf(2));
    recording.addEvent({
      kind: 'stimulation-started',
      atMs: 9000,
      currentUa: 20_000,
      reason: '',
      prescriptionId: 'rx-1',
    });
    recording.addEvent({
      kind: 'stimulation-stopped',
      atMs: 69_000,
      currentUa: 0,
      reason: 'completed',
      prescriptionId: 'rx-1',
    });
    recording.finish(sessionEnd());
    expect(await relay.drained(WAIT_MS)).toBe(true);

    const messages = await distinct(received$, 5);
    expect(messages.map(({ body }) => body.message_id)).toEqual([
      's-1-rep-1',
      's-1-rep-2',
      's-1-event-1',
      's-1-event-2',
      's-1-summary',
    ]);
    expect(messages.every(({ body }) => body.simulated === true)).toBe(true);
    expect(messages[3]!.body).toMatchObject({
      event: 'stimulation-stopped',
      at: '2026-03-01T09:31:09.000Z',
      reason: 'completed',
    });
    expect(messages[4]!.topic).toBe('limber/v1/home-1/p-7/session/s-1/summary');
    expect(store.session('s-1').published).toEqual({
      messages: 5,
      pending: 0,
      topics: [...new Set(messages.map(({ topic }) => topic))].sort(),
    });
  });

  it('keeps its status on the broker: online, offline after a goodbye, lost without one', async () => {
    const broker = await startBroker();
    const { received$ } = await subscribe(broker.address, 'limber/v1/home-1/status');
    const state = (wanted: string) =>
      firstValueFrom(
        received$.pipe(
          filter(({ body }) => body.state === wanted),
          timeout(WAIT_MS),
        ),
      );
    const store = temporaryStore();
    const relay = temporaryRelay({ store, broker: broker.address });
    expect((await state('online')).body).toMatchObject({ schema: 'limber/status/1', simulated: true, site: 'home-1' });
    await relay.close();
    await state('offline');
    const late = await subscribe(broker.address, 'limber/v1/home-1/status');
    expect((await firstValueFrom(late.received$)).body.state).toBe('offline');
    expect((await firstValueFrom(late.received$)).retain).toBe(true);
  });
});

describe('an outbox that cannot be written', () => {
  it('is trouble in words, and once it can be, every message has gone out in order', async () => {
    const [[, startBroker]] = BROKERS as [(typeof BROKERS)[0]];
    const broker = await startBroker();
    const { received$ } = await subscribe(broker.address);
    const store = temporaryStore({ beside: queueRecord });
    store.database.sql.exec(
      "CREATE TRIGGER stuck BEFORE DELETE ON outbox BEGIN SELECT RAISE(ABORT, 'nothing can be taken out'); END",
    );
    const relay = temporaryRelay({ store, broker: broker.address });
    const recording = store.begin(sessionStart('s-1'));
    for (let index = 1; index <= 30; index++) recording.addRep(repOf(index));
    const { trouble, pending } = await statusWhere(relay, (status) => status.trouble !== null);
    expect(trouble?.message).toContain('nothing can be taken out');
    expect(pending).toBe(30);
    store.database.sql.exec('DROP TRIGGER stuck');
    await statusWhere(relay, (status) => status.pending === 0);
    expect((await distinct(received$, 30)).map(({ body }) => body.rep.index)).toEqual(
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
  });
});

describe('a relay without a broker', () => {
  it('says so once, goes on queueing, and delivers when there is one', async () => {
    const [[, startBroker]] = BROKERS as [(typeof BROKERS)[0]];
    const broker = await startBroker();
    await broker.kill();
    const said: string[] = [];
    const store = temporaryStore({ beside: queueRecord });
    const relay = temporaryRelay({ store, broker: broker.address, say: (line) => said.push(line) });
    const { trouble } = await statusWhere(relay, (status) => status.trouble !== null);
    expect(trouble).toMatchObject({
      code: 'relay/broker-unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    const recording = store.begin(sessionStart('s-1'));
    recording.addRep(repOf(1));
    expect(relay.pending()).toBe(1);
    expect(await relay.drained(200)).toBe(false);
    expect(said).toEqual([trouble!.message]);
    await broker.start();
    await statusWhere(relay, ({ connected, pending }) => connected && pending === 0);
    await relay.close();
    expect(said).toHaveLength(2);
    expect(said[1]).toContain('is back; 1 message');
  });

  it('notices a port that accepts and never answers', async () => {
    const server = createServer((socket) => socket.resume());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const relay = temporaryRelay({ store: temporaryStore(), broker: { url: `mqtt://127.0.0.1:${port}` } });
    const { trouble } = await statusWhere(relay, (status) => status.trouble !== null);
    expect(trouble?.code).toBe('relay/broker-unreachable');
  });

  it('with wrong credentials is turned away in words, and no password is shown', async () => {
    const [[, startBroker]] = BROKERS as [(typeof BROKERS)[0]];
    const { address } = await startBroker();
    const relay = temporaryRelay({ store: temporaryStore(), broker: { ...address, password: 'hunter2' } });
    const status = await statusWhere(relay, ({ trouble }) => trouble !== null);
    expect(status.trouble?.message).toMatch(/bad username or password/i);
    expect(JSON.stringify(status)).not.toMatch(/hunter2/);
  });

  it('refuses what is no address and a site that is no topic id', async () => {
    const store = temporaryStore();
    const options = { store, site: 'home-1', timeline: wallTimeline(), newId: () => 'x' };
    expect(() => startRelay({ ...options, broker: { url: 'ftp://x' } })).toThrow('mqtt://host:port');
    const url = `mqtt://127.0.0.1:${await freePort()}`;
    expect(() => startRelay({ ...options, site: 'a/b', broker: { url } })).toThrow(RangeError);
  });
});
