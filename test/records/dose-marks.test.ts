import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { MarkedDoseEntry } from '../../host/records/dose/dose-ledger.ts';
import { sessionEnd, sessionStart, temporaryDirectory, temporaryStore, WALL_MS } from './session-fixture.ts';

const entry = (seconds: number): MarkedDoseEntry => ({
  atMs: 1000 * seconds,
  pulses: 100,
  chargeNc: 600_000,
  onTimeMs: 1000,
  peakCurrentUa: 30_000,
  device: 'stim-1',
  mark: { boot: 7, session: 12, pulses: 100 * seconds, chargeNc: 600_000 * seconds, dayMs: 1000 * seconds },
});

test('F2 a booking carries the counters of the band, and the same counters are never booked twice', () => {
  const dataDir = temporaryDirectory();
  const store = temporaryStore({ dataDir });
  expect(store.doseMark('stim-1')).toBeNull();
  const recording = store.begin(sessionStart('s-1'));
  expect(recording.addDose(entry(1))).toBe(true);
  expect(recording.addDose(entry(2))).toBe(true);
  expect(recording.addDose(entry(2))).toBe(false);
  expect(store.doseMark('stim-1')).toEqual({ mark: entry(2).mark, sessionId: 's-1', person: 'p-7' });
  expect(store.doseMark('stim-2')).toBeNull();
  store.close();

  // The gateway is gone; the band went on for a second, until its lease ran out.
  const again = temporaryStore({ dataDir });
  expect(again.interrupted[0]?.stimulation.pulses).toBe(200);
  expect(again.doseMark('stim-1')?.mark).toEqual(entry(2).mark);
  expect(again.bookLateDose(entry(3))).toBe(true);
  expect(again.bookLateDose(entry(3))).toBe(false);
  expect(again.doseSince('p-7', 0)).toMatchObject({ pulses: 300, onTimeMs: 3000 });
  expect(again.audit.of('p-7', ['dose']).map(({ by, document }) => [by, (document as { late?: true }).late])).toEqual([
    ['band stim-1', undefined],
    ['band stim-1', undefined],
    ['band stim-1', true],
  ]);
  expect(again.audit.verify()).toMatchObject({ intact: true, records: 3 });
  expect(() => again.bookLateDose({ ...entry(4), device: 'stim-2' })).toThrow('nothing was booked');
  const broken = { ...entry(4), mark: { ...entry(4).mark, dayMs: -1 } };
  expect(() => again.bookLateDose(broken)).toThrow(RangeError);
});

test('F2 what a band delivers before the first booking of a session belongs to that session', () => {
  const store = temporaryStore();
  const first = store.begin(sessionStart('s-1'));
  first.addDose(entry(2));
  first.finish(sessionEnd());
  const begins = { ...entry(2), pulses: 0, chargeNc: 0, onTimeMs: 0 };
  const second = store.begin(sessionStart('s-2'));
  expect(second.addDose(begins)).toBe(true);
  expect(second.addDose(begins)).toBe(false);
  // The same dose again is none, in whatever session.
  expect(second.addDose(entry(2))).toBe(false);
  expect(store.doseMark('stim-1')?.sessionId).toBe('s-2');
  store.bookLateDose(entry(3));
  expect(store.doseFacts('p-7').bookings.map(({ sessionId, pulses }) => [sessionId, pulses])).toEqual([
    ['s-1', 100],
    ['s-2', 0],
    ['s-2', 100],
  ]);
});

test('a clock put back takes no dose away, and one put forward no later one', () => {
  let wallMs = WALL_MS;
  const store = temporaryStore({ wallMs: () => wallMs });
  const recording = store.begin(sessionStart('s-1'));
  recording.addDose(entry(1));
  wallMs = 0;
  recording.addDose(entry(2));
  wallMs = WALL_MS + 86_400_000_000;
  recording.addDose(entry(3));
  expect(store.doseSince('p-7', WALL_MS)).toMatchObject({ pulses: 300 });
  recording.finish(sessionEnd());
});

test('what is kept for a band survives kill -9, and is gone once it is settled', async () => {
  const dataDir = temporaryDirectory();
  const child = spawn(process.execPath, [join(import.meta.dirname, 'pending-keeper.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  const store = temporaryStore({ dataDir });
  expect(store.pending('stim-1')).toEqual(JSON.parse(line));
  expect(store.pending('stim-2')).toBeNull();
  store.keepPending('stim-1', { counter: 9 });
  expect(store.pending('stim-1')).toEqual({ counter: 9 });
  store.keepPending('stim-1', null);
  expect(store.pending('stim-1')).toBeNull();
});
