import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isIncomplete } from '../../host/tools/recorder-document.ts';
import { pass, passUntil } from '../virtual-time.ts';
import { recorderBench } from './recorder-bench.ts';

test('a link that is lost for some seconds leaves a gap, which is told, and the recording goes on behind it', async () => {
  const { clock, devices, recorder, said, read } = await recorderBench();
  await pass(clock, 4_000);
  devices[0]!.air.dropOut(6_000);
  await pass(clock, 12_000);
  await passUntil(clock, recorder.finish());
  expect(said).toEqual([
    expect.stringMatching(/^thigh: the link was lost at 4\.\d s; it is waited for$/),
    expect.stringMatching(/^thigh: the link is back after \d\.\d s$/),
  ]);
  const [thigh, shank] = recorder.bands();
  expect(thigh!.tally.gaps).toHaveLength(1);
  expect(shank!.tally.gaps).toEqual([]);
  expect(isIncomplete(thigh!)).toBe(false);
  const { tS, count } = read('thigh');
  expect(count).toBe(thigh!.tally.samples);
  expect(tS[count - 1]).toBeGreaterThan(15);
});

test('when all bands stay away for half a minute the recording ends by itself, whole up to then', async () => {
  const { clock, devices, recorder, folder, read } = await recorderBench();
  await pass(clock, 4_000);
  for (const { air } of devices) air.dropOut(Number.POSITIVE_INFINITY);
  await passUntil(clock, recorder.over);
  expect(recorder.nowMs()).toBeLessThan(40_000);
  await passUntil(clock, recorder.finish());
  expect(readdirSync(folder).sort()).toEqual(['shank.csv', 'thigh.csv']);
  expect(recorder.bands().every(isIncomplete)).toBe(true);
  for (const name of ['thigh', 'shank']) {
    const { count, tS } = read(name);
    expect(tS[count - 1]).toBeGreaterThan(3.5);
  }
});
