import { expect, test } from 'vitest';
import { pass, passUntil } from '../virtual-time.ts';
import { recorderBench } from './recorder-bench.ts';

test('a band that starts anew in the middle is recorded on, in order of time, and that is said', async () => {
  const { clock, devices, recorder, said, read } = await recorderBench();
  await pass(clock, 5_000);
  devices[0]!.board.reboot('watchdog');
  devices[0]!.air.dropOut(500);
  await pass(clock, 7_000);
  await passUntil(clock, recorder.finish());
  expect(said.join('\n')).toMatch(/thigh: the band started anew at \d+\.\d s/);
  const { count, tS } = read('thigh');
  expect(tS[count - 1]).toBeGreaterThan(11);
  for (let i = 1; i < count; i++) expect(tS[i]!).toBeGreaterThan(tS[i - 1]!);
  expect(recorder.bands()[1]!.tally.gaps).toEqual([]);
});
