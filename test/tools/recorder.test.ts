import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recordBands } from '../../host/tools/recorder.ts';
import { isIncomplete, recordingDocument, recordingLines } from '../../host/tools/recorder-document.ts';
import { configurationOf } from '../../host/tools/recorder-rate.ts';
import { NO_RECORDING, tallyBlock, tallyWords } from '../../host/tools/recorder-tally.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { createWorld } from '../../sim/world.ts';
import { SEED } from '../seeded.ts';
import { pass, passUntil } from '../virtual-time.ts';
import { helloOf } from './found-bands.ts';
import { recorderBench, temporaryFolder } from './recorder-bench.ts';

test('two bands are recorded on one time axis, and what was recorded can be read', async () => {
  const { clock, recorder, folder, read } = await recorderBench();
  await pass(clock, 10_000);
  await passUntil(clock, recorder.finish());
  expect(readdirSync(folder).sort()).toEqual(['shank.csv', 'thigh.csv']);
  for (const name of ['thigh', 'shank']) {
    const { count, tS } = read(name);
    expect(count).toBeGreaterThan(1000);
    expect(tS[0]).toBeLessThan(0.5);
    expect(tS[count - 1]).toBeGreaterThan(9.5);
    expect(tS[count - 1]).toBeLessThan(10.2);
  }
  const [thigh] = recorder.bands();
  expect(thigh!.tally).toMatchObject({ samples: read('thigh').count, leftOut: 0, gaps: [] });
  expect(recorder.bands().some(isIncomplete)).toBe(false);
  expect(recordingDocument(recorder.bands(), 0, 10_000)).toMatchObject({
    schema: 'limber/recording/1',
    simulated: true,
  });
  expect(recordingLines(recorder.bands())[1]).toMatch(/thigh\.csv, at factory scale, simulated$/);
});

test('at the rate that was asked for', async () => {
  const { clock, recorder, read } = await recorderBench({ rateHz: 52 });
  await pass(clock, 6_000);
  await passUntil(clock, recorder.finish());
  const { count, tS } = read('shank');
  expect(Math.abs((count - 1) / (tS[count - 1]! - tS[0]!) - 52)).toBeLessThan(2);
});

test('a band without a gyroscope, which has rates of its own, is refused another in words', () => {
  const bangle = helloOf({ accelerometerOnly: true, board: 'bangle2', configurationId: 5 });
  expect(() => configurationOf(bangle, 208)).toThrow(/does not sample at 208 Hz: leave --rate out/);
  expect(configurationOf(helloOf(), 208)).toBe(3);
});

test('a stim band is not recorded, and nothing is begun', async () => {
  const clock = createVirtualClock(0);
  const { devices } = createWorld({ clock, seed: SEED });
  const links = [{ link: devices[2]!.link, name: 'knee', placement: undefined }];
  const folder = temporaryFolder();
  const asked = recordBands({ links, timeline: clock, wall: clock, folder, raw: false, hurried: false, say: () => {} });
  await expect(passUntil(clock, asked)).rejects.toThrow(/is a stim band: it measures no movement/);
  expect(readdirSync(folder)).toEqual([]);
});

test('what was recorded before is kept', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'shank.csv'), 'mine\n');
  await expect(recorderBench({ folder })).rejects.toThrow(/shank\.csv exists and is kept/);
});

test('a gap is told with its place, and time never goes backwards', () => {
  const block = (fromS: number, filled = 0) => ({
    sensor: 'thigh' as const,
    count: 10,
    tMs: Float64Array.from({ length: 10 }, (_, i) => 1000 * fromS + 10 * i),
    gyroRadS: new Float64Array(30),
    accMs2: new Float64Array(30),
    filled: new Uint8Array(10).fill(1, 0, filled),
  });
  const tally = [block(0), block(0.1, 2), block(5), block(4.95)].reduce(tallyBlock, NO_RECORDING);
  expect(tally).toMatchObject({ samples: 30, interpolated: 2, leftOut: 10 });
  expect(tally.gaps).toEqual([{ fromS: 0.19, toS: 5 }]);
  expect(tallyWords(tally)).toMatch(
    /2 samples interpolated \(6\.7 %\); 1 gap left open, 4\.8 s in all \(0\.2 to 5\.0 s\)/,
  );
});
