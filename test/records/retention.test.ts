import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openGateway } from '../../host/gateway.ts';
import type { Store } from '../../host/records/store.ts';
import { giveBackSpace, type RetentionRule, retentionRule, setRetention } from '../../host/records/upkeep/retention.ts';
import { countOutbox } from '../../host/relay/outbox.ts';
import { queueRecord } from '../../host/relay/queued-records.ts';
import { applyRetentionRule, keepRetention } from '../../host/retention-keeper.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import {
  repOf,
  sessionEnd,
  sessionStart,
  swingingBlock,
  temporaryDirectory,
  temporaryStore,
  WALL_MS,
} from './session-fixture.ts';

const DAY_MS = 86_400_000;
const rule = (raw: number | null, curves: number | null = null, messages: number | null = null): RetentionRule => ({
  raw,
  curves,
  messages,
});

/** A finished session of so many days ago. */
function keepSession(store: Store, id: string, daysAgo: number, seconds = 25): void {
  const recording = store.begin({ ...sessionStart(id), startedAtMs: WALL_MS - daysAgo * DAY_MS });
  recording.addSamples(swingingBlock('thigh', 0, seconds));
  recording.addAngle(Float64Array.of(0, 50, 100), Float64Array.of(1, 2, 3));
  recording.addRep(repOf(1));
  recording.addDose({ atMs: 1, pulses: 1, chargeNc: 1, onTimeMs: 1, peakCurrentUa: 1 });
  recording.finish(sessionEnd());
}

const samplesOf = (store: Store, id: string): number =>
  [...store.rawSamples(id, 'thigh')].reduce((sum, { tMs }) => sum + tMs.length, 0);
const withRule = (days: RetentionRule, store = temporaryStore()): Store => {
  setRetention(store, days, 'anna');
  return store;
};

test('without a rule everything is kept; the latest rule is in force', async () => {
  const store = temporaryStore();
  keepSession(store, 'old', 5000);
  expect(retentionRule(store.audit)).toEqual(rule(null));
  expect(await applyRetentionRule(store, { wallMs: WALL_MS })).toEqual({
    sessions: 0,
    chunks: 0,
    curves: 0,
    messages: 0,
  });
  setRetention(store, rule(10), 'anna');
  setRetention(store, rule(20, 5), 'anna');
  expect(retentionRule(store.audit)).toEqual(rule(20, 5));
  expect(store.audit.of('', ['retention'])).toHaveLength(2);
});

test('samples go by their own days, curves by theirs; summaries, repetitions, doses and the chain stay', async () => {
  const store = withRule(rule(10, 100));
  for (const [id, days] of [
    ['oldest', 200],
    ['old', 50],
    ['new', 9],
  ] as const)
    keepSession(store, id, days);
  const before = store.sessions();
  expect(await applyRetentionRule(store, { wallMs: WALL_MS })).toEqual({
    sessions: 2,
    chunks: 6,
    curves: 1,
    messages: 0,
  });
  expect(['oldest', 'old', 'new'].map((id) => samplesOf(store, id))).toEqual([0, 0, 2600]);
  expect(['oldest', 'old', 'new'].map((id) => store.angleCurve(id).tMs.length)).toEqual([0, 3, 3]);
  expect(store.sessions()).toEqual(before);
  expect(store.doseFacts('p-7').bookings).toHaveLength(3);
  expect(store.audit.verify()).toMatchObject({ intact: true });
  const records = store.audit.of('', ['retention']);
  expect(records.at(-1)).toMatchObject({
    by: 'gateway',
    document: { what: 'applied', sessions: 2, chunks: 6, curves: 1, messages: 0 },
  });
  // What found nothing writes nothing.
  await applyRetentionRule(store, { wallMs: WALL_MS });
  expect(store.audit.of('', ['retention'])).toHaveLength(records.length);
});

test('a session that runs, that a band may still complete, or that a prescription was demonstrated in, is left alone', async () => {
  const store = withRule(rule(1, 1));
  const running = store.begin({ ...sessionStart('running'), startedAtMs: WALL_MS - 5 * DAY_MS });
  running.addSamples(swingingBlock('thigh', 0, 25));
  running.flush();
  keepSession(store, 'demonstrated', 5);
  const prescribed = {
    person: 'p-7',
    exercise: 'knee-extension',
    sessionId: 'demonstrated',
    demonstratedAtMs: 0,
    leftOut: [],
  };
  store.prescribeMovement({ ...prescribed, prescribedBy: 'anna', movement: {} as never });
  const bands = { thigh: 'b-1' };
  const awaited = store.begin({ ...sessionStart('awaited'), startedAtMs: WALL_MS - 5 * DAY_MS, bands });
  awaited.addSamples(swingingBlock('thigh', 0, 25));
  const gap = { isOver: true, gaps: [] } as never;
  awaited.noteProgress({ elapsedMs: 1, frames: sessionEnd().frames, starts: { thigh: [gap] } });
  awaited.finish(sessionEnd());
  expect(store.incomplete('b-1')).toHaveLength(1);
  expect(await applyRetentionRule(store, { wallMs: WALL_MS })).toEqual({
    sessions: 0,
    chunks: 0,
    curves: 0,
    messages: 0,
  });
});

test('messages that waited too long are given up, and counted', async () => {
  let now = WALL_MS - 3 * DAY_MS;
  const store = withRule(rule(null, null, 2), temporaryStore({ beside: queueRecord, wallMs: () => now }));
  keepSession(store, 'old', 3);
  const waiting = countOutbox(store.database).pending;
  now = WALL_MS;
  keepSession(store, 'new', 0);
  expect(await applyRetentionRule(store, { wallMs: WALL_MS })).toMatchObject({ messages: waiting });
  expect(countOutbox(store.database)).toMatchObject({ pending: waiting, dropped: waiting });
});

test('a gateway deletes when it starts and once a day, in steps between which everything else has its turn', async () => {
  const clock = createVirtualClock(WALL_MS);
  const store = withRule(rule(10), temporaryStore({ wallMs: clock.wallMs }));
  keepSession(store, 'long', 12, 700);
  keepSession(store, 'next', 9.5);
  let turns = 0;
  let heard = Promise.withResolvers<string>();
  const keeper = keepRetention({ store, timeline: clock, wallMs: clock.wallMs, say: (line) => heard.resolve(line) });
  let turn: NodeJS.Immediate;
  const count = (): void => {
    turns++;
    turn = setImmediate(count);
  };
  count();
  expect(await heard.promise).toMatch(/70 chunks .+ of 1 sessions/);
  clearImmediate(turn!);
  expect(turns).toBeGreaterThan(3);
  heard = Promise.withResolvers();
  clock.advanceBy(DAY_MS);
  expect(await heard.promise).toMatch(/3 chunks .+ of 1 sessions/);
  expect(samplesOf(store, 'next')).toBe(0);
  await keeper.stop();
});

test('so does the gateway that is run, and it ends with it', async () => {
  const dataDir = temporaryDirectory();
  const store = withRule(rule(10), temporaryStore({ dataDir }));
  keepSession(store, 'old', 12);
  store.close();
  const heard = Promise.withResolvers<void>();
  const say = (line: string): void => void (line.startsWith('deleted by the retention rule') && heard.resolve());
  const broker = { url: 'mqtt://127.0.0.1:1' };
  const gateway = await openGateway({ dataDir, simulated: true, wallMs: () => WALL_MS, broker, say });
  await heard.promise;
  expect(samplesOf(gateway.store, 'old')).toBe(0);
  await gateway.close();
});

test('space is given back where nothing else goes on', async () => {
  const dataDir = temporaryDirectory();
  const store = withRule(rule(10), temporaryStore({ dataDir }));
  keepSession(store, 'long', 12, 1500);
  await applyRetentionRule(store, { wallMs: WALL_MS });
  const before = statSync(store.database.path).size;
  expect(giveBackSpace(store.database)).toBeGreaterThan(1 << 18);
  expect(statSync(store.database.path).size).toBeLessThan(before / 2);
  expect(store.audit.verify()).toMatchObject({ intact: true });
  expect(giveBackSpace(store.database)).toBe(0);
});
