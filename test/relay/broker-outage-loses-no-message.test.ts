import { ReplaySubject } from 'rxjs';
import { expect, it } from 'vitest';
import { queueRecord } from '../../host/relay/outbox.ts';
import { mulberry32, repOf, sessionStart, temporaryStore } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';
import { BROKERS, distinct, gateTo, type Received, statusWhere, subscribe, temporaryRelay } from './broker-fixture.ts';

const OUTAGES = 4;
const PER_OUTAGE = 150;

it.each(BROKERS)(
  '%s killed under load again and again: every message arrives, each session in order',
  async (_, startBroker) => {
    const random = mulberry32(SEED);
    const broker = await startBroker();
    const gate = await gateTo(broker.address);
    const store = temporaryStore({ beside: queueRecord });
    const relay = temporaryRelay({ store, broker: gate.address });
    const sessions = ['s-1', 's-2'].map((id) => store.begin(sessionStart(id)));
    const received$ = new ReplaySubject<Received>();
    const listen = async () => (await subscribe(broker.address)).received$.subscribe((one) => received$.next(one));
    await listen();
    let index = 0;
    for (let outage = 0; outage < OUTAGES; outage++) {
      let killed: Promise<void> | undefined;
      const killAt = index + 1 + Math.floor(PER_OUTAGE * random());
      for (const wanted = index + PER_OUTAGE; index < wanted; ) {
        index++;
        for (const session of sessions) session.addRep(repOf(index));
        if (index === killAt) {
          gate.shut();
          killed = broker.kill();
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      await statusWhere(relay, ({ connected }) => !connected);
      await killed;
      await broker.start();
      await listen();
      await gate.open();
      await statusWhere(relay, ({ connected }) => connected);
    }
    const arrived = await distinct(received$, 2 * index);
    for (const { start } of sessions) {
      const order = arrived.filter(({ body }) => body.session_id === start.id).map(({ body }) => body.rep.index);
      expect(order).toEqual(Array.from({ length: index }, (_, i) => i + 1));
    }
    await statusWhere(relay, ({ pending }) => pending === 0);
  },
  60_000,
);
