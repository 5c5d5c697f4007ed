import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionRecording } from '../host/records/recording.ts';
import { openStore } from '../host/records/store.ts';
import { NO_FRAMES, NO_STIMULATION } from '../host/records/summary.ts';
import { type RecordedSecond, recordedSeconds } from './records/recorded-blocks.ts';
import { openRowPerSample } from './records/row-per-sample.ts';
import { type BenchRow, lessIsBetter, moreIsBetter } from './row.ts';
import { inFolder, withTemporaryKeys } from './temporary-folder.ts';

const MINUTES = 10;
const ROUNDS = 3;
const PEER = 'SQLite, a row a sample, a commit a second, WAL and FULL, same run';

interface Measured {
  samplesPerS: number;
  bytesPerSample: number;
  readMs: number;
}

/** Six sensors for ten minutes through the gateway's own store: sealed, WAL and synchronous FULL. */
export async function recordsRows(): Promise<BenchRow[] | null> {
  const seconds = recordedSeconds(MINUTES);
  return seconds && withTemporaryKeys(async () => rowsOf(await bestOf(seconds)));
}

const WAYS = { whole: storedWhole, live: storedLive, peer: storedAsRows };
type Best = Record<keyof typeof WAYS, Measured>;

async function bestOf(seconds: readonly RecordedSecond[]): Promise<Best> {
  const best: Best = { whole: NOTHING_YET, live: NOTHING_YET, peer: NOTHING_YET };
  for (let round = 0; round < ROUNDS; round++)
    for (const way of Object.keys(WAYS) as (keyof typeof WAYS)[])
      best[way] = better(best[way], await inFolder((path) => WAYS[way](path, seconds)));
  return best;
}

function rowsOf({ whole, live, peer }: Best): BenchRow[] {
  const what = `records, 6 sensors, ${MINUTES} min, sealed`;
  return [
    moreIsBetter(
      {
        name: `${what}: written in 10 s chunks`,
        figure: whole.samplesPerS,
        unit: 'samples/s',
        peer: PEER,
        peerFigure: peer.samplesPerS,
      },
      300_000,
    ),
    moreIsBetter(
      {
        name: `${what}: written as a session does, each second on disk`,
        figure: live.samplesPerS,
        unit: 'samples/s',
        peer: PEER,
        peerFigure: peer.samplesPerS,
      },
      0,
    ),
    lessIsBetter(
      {
        name: `${what}: on disk`,
        figure: live.bytesPerSample,
        unit: 'bytes a sample',
        peer: PEER,
        peerFigure: peer.bytesPerSample,
      },
      { figureAtMost: 9 },
    ),
    lessIsBetter(
      {
        name: `${what}: ${MINUTES} min of one sensor read back`,
        figure: live.readMs,
        unit: 'ms',
        peer: PEER,
        peerFigure: peer.readMs,
      },
      { figureAtMost: 50 },
    ),
  ];
}

const NOTHING_YET: Measured = {
  samplesPerS: 0,
  bytesPerSample: Number.POSITIVE_INFINITY,
  readMs: Number.POSITIVE_INFINITY,
};

const better = (a: Measured, b: Measured): Measured => ({
  samplesPerS: Math.max(a.samplesPerS, b.samplesPerS),
  bytesPerSample: Math.min(a.bytesPerSample, b.bytesPerSample),
  readMs: Math.min(a.readMs, b.readMs),
});

function storedWhole(path: string, seconds: readonly RecordedSecond[]): Measured {
  return stored(path, seconds, false);
}

function storedLive(path: string, seconds: readonly RecordedSecond[]): Measured {
  return stored(path, seconds, true);
}

function stored(path: string, seconds: readonly RecordedSecond[], isLive: boolean): Measured {
  const store = openStore(path, { simulated: true, wallMs: () => Date.UTC(2026, 0, 1) });
  const session = store.begin({
    id: 'bench',
    site: 'home',
    person: 'p-1',
    exercise: 'knee-extension',
    startedAtMs: Date.UTC(2026, 0, 1),
    targetDeg: { low: 60, high: 80 },
    sensors: seconds[0]!.blocks.map(({ sensor }) => sensor),
  });
  const tookMs = timed(() => {
    for (const second of seconds) give(session, second, isLive);
    session.finish({ outcome: 'completed', endMs: 60_000 * MINUTES, frames: NO_FRAMES, stimulation: NO_STIMULATION });
  });
  let read = 0;
  const readMs = timed(() => {
    for (const { tMs } of store.rawSamples('bench', 'thigh')) read += tMs.length;
  });
  store.close();
  const bytes = statSync(join(path, 'records.db')).size;
  return result(seconds, { tookMs, bytes, read, readMs });
}

function give(session: SessionRecording, { sMs, blocks }: RecordedSecond, isLive: boolean): void {
  for (const block of blocks) session.addSamples(block);
  session.noteProgress({ elapsedMs: sMs, frames: NO_FRAMES, ...(isLive ? { at: { wallMs: sMs, upMs: sMs } } : {}) });
}

function storedAsRows(path: string, seconds: readonly RecordedSecond[]): Measured {
  const file = join(path, 'rows.db');
  const rows = openRowPerSample(file);
  const tookMs = timed(() => {
    for (const second of seconds) rows.store(second);
  });
  let read = 0;
  const readMs = timed(() => {
    read = rows.read('thigh');
  });
  rows.close();
  return result(seconds, { tookMs, bytes: statSync(file).size, read, readMs });
}

function result(
  seconds: readonly RecordedSecond[],
  { tookMs, bytes, read, readMs }: { tookMs: number; bytes: number; read: number; readMs: number },
): Measured {
  const samplesOf = (sensor: number): number =>
    seconds.reduce((sum, { blocks }) => sum + blocks[sensor]!.tMs.length, 0);
  if (read !== samplesOf(0)) throw new Error(`${read} samples were read back of ${samplesOf(0)}`);
  const samples = seconds[0]!.blocks.reduce((sum, _, sensor) => sum + samplesOf(sensor), 0);
  return { samplesPerS: (1000 * samples) / tookMs, bytesPerSample: bytes / samples, readMs };
}

function timed(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
