import { expect, test } from 'vitest';
import { parseRecording, type Recording } from '../../host/connect/recording.ts';
import { nominalRateHz, recordingBlocks } from '../../host/connect/recording-blocks.ts';

const HEADER = 't_s,ax_ms2,ay_ms2,az_ms2,gx_rads,gy_rads,gz_rads';

function still(times: readonly number[], more = '', cell: (i: number) => string = () => ''): Recording {
  const rows = times.map((t, i) => `${t},0.1,-0.2,9.8,0.01,0.02,0.03${cell(i)}`);
  return parseRecording([`${HEADER}${more}`, ...rows].join('\n'), 'a.csv');
}

const every = (stepS: number, fromS = 0): number[] => Array.from({ length: 200 }, (_, i) => fromS + i * stepS);
const blocksOf = (recording: Recording) => [...recordingBlocks(recording, 'thigh', 0)];

test('times written as decimals of a second are the whole microseconds they stand for', () => {
  const times = every(0.009615, 123.456789).map((t) => Math.round(t * 1e6) / 1e6);
  const tMs = blocksOf(still(times)).flatMap((block) => [...block.tMs]);
  expect(tMs).toEqual(times.map((t) => Math.round(t * 1e6) / 1000));
});

test('magnetometer and marks of interpolation go along with their samples', () => {
  const recording = still(every(0.01), ',mx_ut,my_ut,mz_ut,filled', (i) => `,20,${i},-44,${i === 70 ? 1 : 0}`);
  const blocks = blocksOf(recording);
  expect(blocks.flatMap((block) => [...block.filled]).indexOf(1)).toBe(70);
  const my = blocks.flatMap((block) => [...block.magUt!].filter((_, at) => at % 3 === 1));
  expect(my).toEqual(Array.from({ length: 200 }, (_, i) => i));
});

test.each([
  ['a band at 104 Hz, its times rounded to microseconds', 0.009615, 104],
  ['a band at 52 Hz', 0.019231, 52],
])('%s has the nominal rate its live session was analysed for', (_, stepS, rateHz) => {
  expect(nominalRateHz(still(every(stepS)))).toBe(rateHz);
});

test('other rates are what the time stamps say', () => {
  expect(nominalRateHz(still(every(0.01)))).toBeCloseTo(100, 6);
  expect(nominalRateHz(still(every(0.0035)))).toBeCloseTo(285.714, 2);
});
