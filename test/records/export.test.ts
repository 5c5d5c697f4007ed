import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { LATE } from '../../host/intake/handed-on.ts';
import { liveSamplesCsv, measuredSamplesCsv } from '../../host/records/samples/samples-csv.ts';
import { repsCsv, sessionsJsonl } from '../../host/records/upkeep/export.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import { repOf, sessionEnd, sessionStart, swingingBlock, temporaryStore } from './session-fixture.ts';

function recordedStore() {
  const store = temporaryStore();
  const recording = store.begin(sessionStart('s-1'));
  const block = swingingBlock('shank', 0, 25);
  recording.addSamples(block);
  recording.addRep(repOf(1));
  recording.addRep(repOf(2, 2));
  recording.finish(sessionEnd());
  return { store, block };
}

it('repetitions become CSV, one a line, with the session they belong to', () => {
  const { store } = recordedStore();
  const rows = parse(repsCsv(store.sessions()), { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(2);
  expect(rows[1]).toEqual({
    session: 's-1',
    person: 'p-7',
    exercise: 'knee-extension',
    started_at: '2026-03-01T09:30:00.000Z',
    simulated: 'true',
    index: '2',
    set: '2',
    start_s: '10',
    end_s: '14',
    rom_deg: '71.5',
    peak_deg: '74.2',
    out_s: '1.5',
    hold_s: '1',
    back_s: '1.5',
    confidence: '0.97',
  });
});

it('documents become JSON lines', () => {
  const { store } = recordedStore();
  expect(sessionsJsonl(store.sessions()).split('\n')).toEqual([JSON.stringify(store.session('s-1')), '']);
});

it('raw samples become a CSV out of which the same counts and times can be read', () => {
  const { store, block } = recordedStore();
  const text = [...liveSamplesCsv(store.rawSamples('s-1', 'shank'), 'shank')].join('');
  expect(text.slice(0, text.indexOf('\n'))).toBe('t_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads,filled');
  const rows = parse(text, { columns: true, cast: (value, { header }) => (header ? value : Number(value)) }) as Record<
    string,
    number
  >[];
  const { accMs2PerRaw, gyroRadSPerRaw } = DEFAULT_MOTION_CONFIGURATION;
  const counts = rows.flatMap((row) => [
    ...['gx_rads', 'gy_rads', 'gz_rads'].map((column) => Math.round(row[column]! / gyroRadSPerRaw)),
    ...['ax_ms2', 'ay_ms2', 'az_ms2'].map((column) => Math.round(row[column]! / accMs2PerRaw)),
  ]);
  expect(Int16Array.from(counts)).toEqual(block.raw);
  for (const [i, row] of rows.entries()) expect(Math.abs(row.t_s! * 1000 - block.tMs[i]!)).toBeLessThan(0.015);
});

it('what was measured alone has late samples where they belong and nothing interpolated', () => {
  const whole = swingingBlock('shank', 0, 1);
  const part = (from: number, to: number, marks: Uint8Array) => ({
    ...whole,
    tMs: whole.tMs.slice(from, to),
    raw: whole.raw.slice(6 * from, 6 * to),
    marks,
  });
  const gap = new Uint8Array(84).fill(9, 0, 1);
  const blocks = [part(0, 11, new Uint8Array(11)), part(20, 104, gap), part(11, 20, new Uint8Array(9).fill(LATE))];
  const lines = (csv: Iterable<string>) => [...csv].join('').trim().split('\n').slice(1);
  const measured = lines(measuredSamplesCsv(blocks, 'shank'));
  expect(measured).toEqual(lines(liveSamplesCsv([whole], 'shank')));
  const live = lines(liveSamplesCsv(blocks, 'shank'));
  expect(live).toHaveLength(104);
  expect(live.filter((line) => line.endsWith(',1'))).toHaveLength(9);
});

it('counts of a configuration nobody knows are not exported in the wrong unit', () => {
  const block = { ...swingingBlock('shank', 0, 1), configurationId: 99 };
  expect(() => [...liveSamplesCsv([block], 'shank')]).toThrow('no motion configuration 99');
});
