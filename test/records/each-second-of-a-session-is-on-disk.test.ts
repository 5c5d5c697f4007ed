import { cpSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SessionRecording } from '../../host/records/recording.ts';
import type { RawBlock } from '../../host/records/samples/raw-chunk.ts';
import type { Store } from '../../host/records/store.ts';
import type { SessionProgress } from '../../host/records/stored-record.ts';
import { NO_FRAMES } from '../../host/records/summary.ts';
import { mountTmpfs } from './mounted-tmpfs.ts';
import { sessionEnd, sessionStart, swingingBlock, temporaryDirectory, temporaryStore } from './session-fixture.ts';

/** Ten samples each tenth of a second. */
const RATE_HZ = 100;
const progress = (elapsedMs: number): SessionProgress => ({
  elapsedMs,
  frames: NO_FRAMES,
  at: { wallMs: elapsedMs, upMs: elapsedMs },
});
const readings = (block: RawBlock): number[] => [...block.raw];
const samplesIn = (store: Store, id: string): number =>
  Number(store.database.sql.prepare('SELECT sum(samples) AS n FROM chunk WHERE session_id = ?').get(id)?.n);

/** A tenth of a second at a time, as intake hands it on. */
function live(recording: SessionRecording, fromS: number, toS: number, noted = true): RawBlock[] {
  const blocks: RawBlock[] = [];
  for (let s = fromS; s < toS - 0.01; s += 0.1) {
    const block = swingingBlock('shank', s, s + 0.1);
    blocks.push(block);
    recording.addSamples(block);
    recording.addAngle(
      block.tMs,
      block.tMs.map(() => 40),
    );
    if (noted) recording.noteProgress(progress(1000 * (s + 0.1)));
  }
  return blocks;
}

it('whatever moment a copy is made at, it lacks one second of samples and curve at most', () => {
  const dataDir = temporaryDirectory();
  const recording = temporaryStore({ dataDir }).begin(sessionStart('s-1'));
  let fromS = 0;
  for (const toS of [0.5, 1.4, 2.3, 9.7, 10.4, 11.2, 19.9, 20.1, 25.5]) {
    live(recording, fromS, toS);
    fromS = toS;
    const copy = temporaryDirectory();
    cpSync(dataDir, copy, { recursive: true });
    const store = temporaryStore({ dataDir: copy });
    const [left] = store.leftOpen();
    if (toS < 1) continue;
    expect(samplesIn(store, 's-1'), `at ${toS} s`).toBeGreaterThan((toS - 1.2) * RATE_HZ);
    expect(left!.progress.elapsedMs).toBeGreaterThan(1000 * (toS - 1.2));
    store.closeLeft(left!);
    expect(store.angleCurve('s-1').tMs.length).toBeGreaterThan((toS - 1.2) * 20 - 1);
    store.close();
  }
});

it('what was stored second by second ends up as the same few chunks, sample for sample and byte for byte', () => {
  const store = temporaryStore();
  const each = store.begin(sessionStart('each'));
  const blocks = live(each, 0, 45);
  const once = store.begin(sessionStart('once'));
  live(once, 0, 45, false);
  const stored = [each.finish(sessionEnd()).stored, once.finish(sessionEnd()).stored];
  expect(stored[0]).toEqual(stored[1]);
  expect(stored[0]).toMatchObject({ chunks: 5, samples: blocks.reduce((sum, { tMs }) => sum + tMs.length, 0) });
  const raw = [...store.rawSamples('each', 'shank')].flatMap(readings);
  expect(raw).toEqual(blocks.flatMap(readings));
  expect(store.angleCurve('each')).toEqual(store.angleCurve('once'));
});

it('after flush everything is stored, to the last sample', () => {
  const dataDir = temporaryDirectory();
  const recording = temporaryStore({ dataDir }).begin(sessionStart('s-1'));
  const blocks = live(recording, 0, 3.4);
  recording.noteProgress(progress(3400));
  recording.flush();
  const copy = temporaryDirectory();
  cpSync(dataDir, copy, { recursive: true });
  const store = temporaryStore({ dataDir: copy });
  expect(samplesIn(store, 's-1')).toBe(blocks.reduce((sum, { tMs }) => sum + tMs.length, 0));
});

it('a session that is gone on with takes each frame once, whoever brings it again', () => {
  const dataDir = temporaryDirectory();
  const store = temporaryStore({ dataDir });
  const recording = store.begin(sessionStart('s-1'));
  const frame = (boot: number, sequence: number) => ({
    ...swingingBlock('shank', sequence / 10, sequence / 10 + 0.1),
    boot,
    sequence,
  });
  for (const sequence of [3, 4, 5, 8, 9]) recording.addSamples(frame(1, sequence));
  recording.noteProgress(progress(1000));
  const copy = temporaryDirectory();
  cpSync(dataDir, copy, { recursive: true });
  const next = temporaryStore({ dataDir: copy });
  const goesOn = next.goOn(next.leftOpen()[0]!);
  expect(goesOn.framesOf('shank')).toEqual([
    { boot: 1, from: 3, to: 5 },
    { boot: 1, from: 8, to: 9 },
  ]);
  for (const sequence of [7, 8, 6, 6, 5, 10, 2]) goesOn.addSamples(frame(1, sequence));
  // After a restart of the band the numbers begin anew, and mean other frames.
  for (const sequence of [3, 3]) goesOn.addSamples(frame(2, sequence));
  expect(goesOn.framesOf('shank')).toEqual([
    { boot: 1, from: 2, to: 10 },
    { boot: 2, from: 3, to: 3 },
  ]);
  const one = frame(1, 3).tMs.length;
  expect(goesOn.finish(sessionEnd()).stored.samples).toBe(10 * one);
});

it('a full disk is reported in words; once there is room all that is in memory is stored, and nothing twice', () => {
  const path = mountTmpfs('size=1m');
  if (path === null) return;
  const ballast = join(path, 'ballast');
  const store = temporaryStore({ dataDir: join(path, 'data') });
  const recording = store.begin(sessionStart('s-1'));
  writeFileSync(ballast, Buffer.alloc(300_000));
  let given = 0;
  let words = '';
  for (let second = 0; words === '' && second < 2000; second++) {
    const block = swingingBlock('shank', second, second + 1);
    try {
      recording.addSamples(block);
      given += block.tMs.length;
      recording.noteProgress(progress(1000 * (second + 1)));
    } catch (error) {
      words = (error as Error).message;
    }
  }
  expect(words).toContain('is full');
  const stored = samplesIn(store, 's-1');
  truncateSync(ballast, 0);
  recording.flush();
  expect(samplesIn(store, 's-1')).toBeGreaterThan(stored);
  expect(samplesIn(store, 's-1')).toBe(given);
  expect(recording.finish(sessionEnd()).stored.samples).toBe(given);
});
