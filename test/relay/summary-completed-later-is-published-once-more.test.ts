import { parse } from 'valibot';
import { expect, test } from 'vitest';
import type { KeptStart } from '../../host/intake/band-start.ts';
import type { BlockToStore } from '../../host/records/recording.ts';
import { sessionSchema } from '../../host/records/schema.ts';
import { NO_FRAMES } from '../../host/records/summary.ts';
import { queueRecord } from '../../host/relay/queued-records.ts';
import { sessionEnd, sessionStart, temporaryDirectory, temporaryStore } from '../records/session-fixture.ts';
import { BROKERS, distinct, subscribe, temporaryRelay, WAIT_MS } from './broker-fixture.ts';

const BANDS = { thigh: 'b-1', shank: 'b-2' };
const LAST = { sequence: 9, ticksUs: 0, tMs: 1000, endMs: 1020 };

/** A start that lacks so many frames from number 10 on. */
const lacking = (count: number): KeptStart => ({
  boot: 7,
  first: 0,
  next: 10 + count,
  last: LAST,
  samplesPerFrame: 3,
  isOver: false,
  gaps:
    count === 0 ? [] : [{ from: 10, count, edges: { before: LAST, after: null }, mayBeLogged: true, isBreak: true }],
});

const frame = (sensor: string, sequence: number): BlockToStore => ({
  sensor,
  boot: 7,
  sequence,
  tMs: Float64Array.of(1030, 1040, 1050),
  raw: new Int16Array(18),
  configurationId: 1,
});

test('the summary of a session is told anew once its last band has brought what it had, as the next revision', async () => {
  const [, startBroker] = BROKERS.at(-1)!;
  const broker = await startBroker();
  const { received$ } = await subscribe(broker.address, 'limber/v1/+/+/session/+/summary');
  const dataDir = temporaryDirectory();
  const before = temporaryStore({ dataDir, beside: queueRecord });
  const recording = before.begin({ ...sessionStart('s-1'), bands: BANDS });
  const starts = { thigh: [lacking(2)], shank: [lacking(1)] };
  recording.noteProgress({ elapsedMs: 2000, frames: NO_FRAMES, starts });
  recording.finish(sessionEnd());
  before.close();

  // Another day, another gateway.
  const store = temporaryStore({ dataDir, beside: queueRecord });
  const relay = temporaryRelay({ store, broker: broker.address });
  const bring = (sensor: keyof typeof BANDS, frames: readonly number[], stillLacking: number): void => {
    const [session] = store.incomplete(BANDS[sensor]);
    const blocks = frames.map((sequence) => frame(sensor, sequence));
    store.complete(session!, { blocks, starts: [lacking(stillLacking)], lost: [] });
  };
  bring('thigh', [10], 1);
  bring('thigh', [11], 0);
  expect(store.session('s-1').revision).toBeUndefined();
  bring('shank', [10], 0);
  expect(await relay.drained(WAIT_MS)).toBe(true);

  const messages = await distinct(received$, 2);
  expect(messages.map(({ body }) => [body.message_id, body.revision, body.session.id])).toEqual([
    ['s-1-summary', undefined, 's-1'],
    ['s-1-summary-2', 2, 's-1'],
  ]);
  const [, last] = messages;
  expect(last!.body.completion).toEqual({ late_samples: 9, awaited_frames: 0, lost: [] });
  expect(parse(sessionSchema, last!.body)).toEqual(last!.body);
  expect(store.session('s-1')).toMatchObject({ revision: 2, published: { messages: 2, pending: 0 } });
  expect(store.incomplete('b-1')).toEqual([]);
});
