import { describe, expect, it } from 'vitest';
import { openArchive } from '../../host/records/store.ts';
import type { StoredRecord } from '../../host/records/stored-record.ts';
import {
  repOf,
  sessionEnd,
  sessionStart,
  swingingBlock,
  temporaryDirectory,
  temporaryStore,
  WALL_MS,
} from './session-fixture.ts';

describe('a recorded session', () => {
  it('is described by one document, and its raw samples, angle and decisions come back', () => {
    const store = temporaryStore();
    const recording = store.begin(sessionStart('s-1'));
    const blocks = [0, 5, 10, 15, 20].map((s) => swingingBlock('shank', s, s + 5));
    for (const block of blocks) recording.addSamples(block);
    for (const { tMs } of blocks)
      recording.addAngle(
        tMs,
        tMs.map((t) => 40 + 0.001 * t),
      );
    recording.addRep(repOf(1));
    recording.addRep(repOf(2));
    recording.addRep(repOf(3, 2));
    recording.addDecision({ atMs: 26_000, kind: 'refused', detail: { reasons: ['too soon'] } });
    const stimulation = {
      pulses: 900,
      total_charge_uc: 3600,
      peak_current_ua: 20_000,
      on_time_s: 60,
      stop_reason: 'completed',
      prescription_id: 'rx-1',
    };
    const frames = { received: 870, lost: 1, recovered: 12, discarded: 0 };
    const document = recording.finish(sessionEnd({ stimulation, frames }));

    expect(document).toMatchObject({ message_id: 's-1-summary', simulated: true, stimulation, frames });
    expect(document.session).toMatchObject({
      id: 's-1',
      outcome: 'completed',
      duration_s: 95,
      started_at: '2026-03-01T09:30:00.000Z',
    });
    expect(document.session.sets).toEqual([
      { start_s: 5, end_s: 14, reps: 2 },
      { start_s: 15, end_s: 19, reps: 1 },
    ]);
    expect(document.reps).toEqual([repOf(1), repOf(2), repOf(3, 2)]);
    expect(document.stored).toMatchObject({ sessions: 1, chunks: 3, samples: 25 * 104 });
    expect(store.session('s-1')).toEqual(document);
    expect(store.sessions()).toEqual([document]);

    const read = [...store.rawSamples('s-1', 'shank')];
    expect(read.flatMap(({ raw }) => [...raw])).toEqual(blocks.flatMap(({ raw }) => [...raw]));
    const curve = store.angleCurve('s-1');
    expect(curve.tMs.length).toBeGreaterThan(24.5 * 20);
    expect(curve.tMs.length).toBeLessThan(25.5 * 20);
    expect(curve.angleDeg.at(-1)).toBeCloseTo(40 + 0.001 * curve.tMs.at(-1)!, 2);
    expect(store.decisions('s-1')).toEqual([{ atMs: 26_000, kind: 'refused', detail: { reasons: ['too soon'] } }]);
  });

  it('stores a rep and what goes beside it together or not at all', () => {
    let refuse = true;
    const seen: StoredRecord[] = [];
    const store = temporaryStore({
      beside: (record) => {
        if (refuse) throw new Error('no room');
        seen.push(record);
      },
    });
    const recording = store.begin(sessionStart('s-1'));
    expect(() => recording.addRep(repOf(1))).toThrow('no room');
    refuse = false;
    recording.addRep(repOf(2));
    expect(recording.finish(sessionEnd()).reps).toEqual([repOf(2)]);
    expect(seen.map(({ kind }) => kind)).toEqual(['rep', 'summary']);
  });

  it('takes nothing after its end, and ends only once', () => {
    const recording = temporaryStore().begin(sessionStart('s-1'));
    recording.finish(sessionEnd());
    expect(() => recording.addRep(repOf(1))).toThrow('finished');
    expect(() => recording.finish(sessionEnd())).toThrow('finished');
  });

  it('begins a new chunk where the band changes its configuration', () => {
    const store = temporaryStore();
    const recording = store.begin(sessionStart('s-1'));
    recording.addSamples(swingingBlock('shank', 0, 1));
    recording.addSamples({ ...swingingBlock('shank', 1, 2), configurationId: 2 });
    recording.finish(sessionEnd());
    expect([...store.rawSamples('s-1', 'shank')].map((block) => [block.configurationId, block.tMs.length])).toEqual([
      [1, 104],
      [2, 104],
    ]);
  });

  it('can be read by another program while the gateway runs', () => {
    const dataDir = temporaryDirectory();
    const store = temporaryStore({ dataDir });
    store.begin(sessionStart('s-1')).finish(sessionEnd());
    const archive = openArchive(dataDir);
    expect(archive.sessions()).toEqual(store.sessions());
    expect(() => archive.session('s-2')).toThrow(expect.objectContaining({ code: 'records/session-unknown' }));
    archive.close();
  });
});

describe('the dose ledger', () => {
  it('adds up whole numbers over sessions, a person at a time', () => {
    let wallMs = WALL_MS;
    const store = temporaryStore({ wallMs: () => wallMs });
    const entry = { atMs: 1000, pulses: 40, chargeNc: 160_000, onTimeMs: 1000, peakCurrentUa: 18_000 };
    store.begin(sessionStart('s-1')).addDose(entry);
    wallMs += 86_400_000;
    const second = store.begin(sessionStart('s-2'));
    // As stimulation's delivery hands it over: an event that is also an entry.
    const booked = { kind: 'dose', ...entry, peakCurrentUa: 20_000 };
    second.addDose(booked);
    store.begin({ ...sessionStart('s-3'), person: 'p-8' }).addDose(entry);
    expect(store.doseSince('p-7', 0)).toEqual({ pulses: 80, chargeNc: 320_000, onTimeMs: 2000, peakCurrentUa: 20_000 });
    expect(store.doseSince('p-7', wallMs)).toMatchObject({ pulses: 40, peakCurrentUa: 20_000 });
    expect(store.doseSince('nobody', 0)).toMatchObject({ pulses: 0, peakCurrentUa: 0 });
    for (const bad of [-1, 0.5, Number.NaN])
      expect(() => second.addDose({ ...entry, chargeNc: bad })).toThrow(RangeError);
  });

  it('and the decisions can be appended to, not changed', () => {
    const store = temporaryStore();
    const recording = store.begin(sessionStart('s-1'));
    recording.addDose({ atMs: 0, pulses: 1, chargeNc: 1, onTimeMs: 1, peakCurrentUa: 1 });
    recording.addDecision({ atMs: 0, kind: 'armed', detail: {} });
    for (const table of ['dose', 'decision']) {
      expect(() => store.database.sql.exec(`UPDATE ${table} SET at_ms = 1`)).toThrow('append-only');
      expect(() => store.database.sql.exec(`DELETE FROM ${table}`)).toThrow('append-only');
    }
  });
});
