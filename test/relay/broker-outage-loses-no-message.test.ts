import { ReplaySubject } from 'rxjs';
import { expect, it } from 'vitest';
import type { SessionRecording } from '../../host/records/recording.ts';
import { queueRecord } from '../../host/relay/queued-records.ts';
import type { Relay } from '../../host/relay/relay.ts';
import { mulberry32, repOf, sessionStart, temporaryStore } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';
import {
  BROKERS,
  type BrokerUnderTest,
  distinct,
  type Gate,
  gateTo,
  type Received,
  statusWhere,
  subscribe,
  temporaryRelay,
} from './broker-fixture.ts';

const OUTAGES = 4;
const PER_OUTAGE = 150;

/** Two sessions on the way to one broker that forgets everything when it is killed; one subscriber that is always back first. */
interface Outage {
  readonly broker: BrokerUnderTest;
  readonly gate: Gate;
  readonly relay: Relay;
  readonly received$: ReplaySubject<Received>;
  readonly sessions: readonly SessionRecording[];
  killed: Promise<void>;
}

async function beginSessions(startBroker: () => Promise<BrokerUnderTest>): Promise<Outage> {
  const broker = await startBroker();
  const gate = await gateTo(broker.address);
  const store = temporaryStore({ beside: queueRecord });
  const relay = temporaryRelay({ store, broker: gate.address });
  const sessions = ['s-1', 's-2'].map((id) => store.begin(sessionStart(id)));
  const outage = { broker, gate, relay, received$: new ReplaySubject<Received>(), sessions, killed: Promise.resolve() };
  await listen(outage);
  return outage;
}

async function listen({ broker, received$ }: Outage): Promise<void> {
  (await subscribe(broker.address)).received$.subscribe((one) => received$.next(one));
}

function kill(outage: Outage): void {
  outage.gate.shut();
  outage.killed = outage.broker.kill();
}

async function revive(outage: Outage): Promise<void> {
  await statusWhere(outage.relay, ({ connected }) => !connected);
  await outage.killed;
  await outage.broker.start();
  await listen(outage);
  await outage.gate.open();
  await statusWhere(outage.relay, ({ connected }) => connected);
}

async function expectAllInOrder(outage: Outage, reps: number): Promise<void> {
  const arrived = await distinct(outage.received$, reps * outage.sessions.length);
  for (const { start } of outage.sessions) {
    const order = arrived.filter(({ body }) => body.session_id === start.id).map(({ body }) => body.rep.index);
    expect(order).toEqual(Array.from({ length: reps }, (_, i) => i + 1));
  }
  await statusWhere(outage.relay, ({ pending }) => pending === 0);
}

it.each(BROKERS)('%s killed between bursts: every message arrives, each session in order', async (_, startBroker) => {
  const outage = await beginSessions(startBroker);
  let index = 0;
  for (let turn = 0; turn < 2; turn++) {
    for (const wanted = index + 50; index < wanted; ) {
      index++;
      for (const session of outage.sessions) session.addRep(repOf(index));
    }
    await expectAllInOrder(outage, index);
    kill(outage);
    await statusWhere(outage.relay, ({ connected }) => !connected);
    index++;
    for (const session of outage.sessions) session.addRep(repOf(index));
    await revive(outage);
  }
  await expectAllInOrder(outage, index);
});

// The embedded broker can't take this test: aedes 1.2 acknowledges a message before it delivers it, so those it had just
// acknowledged die with it. It lives and dies with the gateway, and no subscriber outlives it.
it.each(BROKERS.filter(([name]) => name === 'Mosquitto'))(
  '%s killed under load again and again: every message arrives, each session in order',
  async (_, startBroker) => {
    const random = mulberry32(SEED);
    const outage = await beginSessions(startBroker);
    let index = 0;
    for (let turn = 0; turn < OUTAGES; turn++) {
      const killAt = index + 1 + Math.floor(PER_OUTAGE * random());
      for (const wanted = index + PER_OUTAGE; index < wanted; ) {
        index++;
        for (const session of outage.sessions) session.addRep(repOf(index));
        if (index === killAt) kill(outage);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await revive(outage);
    }
    await expectAllInOrder(outage, index);
  },
);
