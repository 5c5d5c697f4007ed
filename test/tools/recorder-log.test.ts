import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RecordedLog, recordLog } from '../../host/tools/recorder-log.ts';
import { logLines } from '../../host/tools/recorder-log-document.ts';
import { loggedTimesMs, measuredTimesMs } from '../../host/tools/recorder-log-samples.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { MotionFrame } from '../../protocol/motion-frame.ts';
import { type Random, seededRandom } from '../../sim/random.ts';
import { placeLogging } from '../firmware/log-bench.ts';
import { SEED } from '../seeded.ts';
import { pass, passUntil } from '../virtual-time.ts';
import { temporaryFolder } from './recorder-bench.ts';

const frameAt = (timeUs: number): MotionFrame => ({
  sequence: 0,
  ticksUs: timeUs % 2 ** 32,
  configuration: DEFAULT_MOTION_CONFIGURATION,
  sampleCount: 1,
  samplesRaw: new Int16Array(6),
});

test('times are found again over any number of wraps of the clock, before now or from the first', () => {
  const steps = fc.array(fc.integer({ min: 1, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.nat(2 ** 33), steps, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (beganUs, stepsUs, sinceUs) => {
      const timesUs = [beganUs];
      for (const step of stepsUs) timesUs.push(timesUs.at(-1)! + step);
      const nowUs = timesUs.at(-1)! + sinceUs;
      const frames = timesUs.map(frameAt);
      const beforeNow = loggedTimesMs(frames, { ticksUs: nowUs % 2 ** 32, atMs: 500 });
      const fromFirst = loggedTimesMs(frames, null);
      timesUs.forEach((timeUs, i) => {
        expect(beforeNow[i]).toBeCloseTo(500 + (timeUs - nowUs) / 1000, 2);
        expect(fromFirst[i]).toBeCloseTo((timeUs - beganUs) / 1000, 2);
      });
    }),
    { seed: SEED },
  );
});

test('samples of a log lie where they were measured, though frames are packed late, some by a second', () => {
  // Of many recordings together: in one of two minutes 70 of 3,000 frames are late, and chance decides which of them the hundredth is.
  const awayMs = [0.985, 1, 1.015].flatMap((share) =>
    Array.from({ length: RECORDINGS }, (_, i) => awayOf(share, seededRandom(SEED).fork(`${share} ${i}`))).flat(),
  );
  awayMs.sort((a, b) => a - b);
  expect(awayMs[Math.floor(0.99 * awayMs.length)]).toBeLessThan(5);
});

const RECORDINGS = 20;

/** How far the samples of one recording lie from where they were measured. */
function awayOf(share: number, random: Random): number[] {
  const truthMs: number[] = [];
  const frames: MotionFrame[] = [];
  const packedMs: number[] = [];
  const { rateHz } = DEFAULT_MOTION_CONFIGURATION;
  const frameMs = (share * 3000) / rateHz;
  // The band looks every 24.5 ms; while it writes a block of its log it looks at nothing for up to a second.
  let busyUntilMs = 0;
  for (let i = 0; i < 3_000; i++) {
    truthMs.push(i * frameMs);
    if (i % 42 === 41) busyUntilMs = (i + 1) * frameMs + random.uniform(200, 1000);
    const seenMs = Math.max(truthMs[i]! + frameMs + random.uniform(0, 24.5), busyUntilMs);
    packedMs.push(Math.max(seenMs - 3000 / rateHz, (packedMs.at(-1) ?? -1) + 0.5));
    frames.push({ ...frameAt(0), sequence: i, sampleCount: 3 });
  }
  const timesMs = measuredTimesMs(frames, Float64Array.from(packedMs));
  expect(Math.min(...timesMs.slice(1).map((ms, i) => ms - timesMs[i]!))).toBeGreaterThan(0.9 * frameMs);
  const errorsMs = [...timesMs].slice(5, -5).map((timeMs, i) => timeMs - truthMs[i + 5]!);
  const usual = errorsMs.sort((a, b) => a - b)[errorsMs.length >> 1]!;
  return errorsMs.map((errorMs) => Math.abs(errorMs - usual));
}

test('what a band kept while nobody listened is read to a recording, and the band keeps it', async () => {
  const { clock, air, recordFor, arrive } = await placeLogging({ seed: SEED });
  recordFor(9_000);
  await pass(clock, 5_000);
  arrive();
  const read = (folder: string): Promise<RecordedLog> =>
    passUntil(
      clock,
      recordLog({
        link: { name: 'thigh', placement: 'thigh', link: { ...air.link, close: async () => {} } },
        timeline: clock,
        folder,
        originMs: clock.nowMs(),
        raw: false,
        onProgress: () => {},
      }),
    );
  const folder = temporaryFolder();
  const log = await read(folder);
  expect(log.starts).toHaveLength(1);
  const [start] = log.starts;
  expect(start).toMatchObject({ isPresent: true, failure: null, file: join(folder, 'thigh-log.csv') });
  const csv = readFileSync(start!.file, 'utf8').trimEnd().split('\n').slice(1);
  expect(csv).toHaveLength(start!.tally.samples);
  const times = csv.map((line) => Number(line.split(',')[0]));
  for (let i = 1; i < times.length; i++) expect(times[i]!).toBeGreaterThan(times[i - 1]!);
  expect(times.at(-1)! - times[0]!).toBeGreaterThan(6);
  // It was measured before it was read.
  expect(times.at(-1)!).toBeLessThan(0);
  expect(logLines([log])[0]).toMatch(
    /^thigh \(sim-puck-\d+\): \d+ blocks? of 1 start; the band keeps them(; \d+ older ones were given up when its flash was full)?$/,
  );
  const again = await read(temporaryFolder());
  expect(again.starts[0]!.tally.samples).toBe(start!.tally.samples);
});
