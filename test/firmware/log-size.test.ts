import { expect, test } from 'vitest';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import { readTrial, trialNames } from '../../scripts/broad/trials.ts';
import { dataSet } from '../motion/reference-data.ts';
import { SEED } from '../seeded.ts';
import { logSize } from './compressed-samples.ts';
import { swingingLeg } from './log-bench.ts';

const RATE_HZ = 104;

function simulated(seconds: number, change: (into: Int16Array) => void): Int16Array {
  const leg = swingingLeg(SEED);
  const samples = new Int16Array(6 * RATE_HZ * seconds);
  for (let i = 0; i < RATE_HZ * seconds; i++) {
    const into = samples.subarray(6 * i, 6 * i + 6);
    leg.readRaw(i / RATE_HZ, into);
    change(into);
  }
  return samples;
}

test('a leg that swings takes at most 7.5 bytes a sample, a still one at most 7', () => {
  expect(logSize(simulated(60, () => {})).mean).toBeLessThan(7.5);
  const still = simulated(60, (into) => {
    for (let axis = 0; axis < 6; axis++) into[axis] = into[axis]! % 8;
  });
  expect(logSize(still).mean).toBeLessThan(7);
});

/** Rows between the rows of another rate, by straight lines: the noise of the sensor stays. */
function broadCounts(folder: string, name: string): Int16Array {
  const { block, rateHz } = readTrial(folder, name);
  const { gyroRadSPerRaw, accMs2PerRaw } = DEFAULT_MOTION_CONFIGURATION;
  const count = Math.floor(((block.count - 1) * RATE_HZ) / rateHz);
  return Int16Array.from({ length: 6 * count }, (_, at) => {
    const row = (Math.floor(at / 6) * rateHz) / RATE_HZ;
    const axis = at % 6;
    const [table, perRaw] = axis < 3 ? [block.gyroRadS, gyroRadSPerRaw] : [block.accMs2, accMs2PerRaw];
    const from = 3 * Math.floor(row) + (axis % 3);
    const value = table[from]! + (row % 1) * (table[from + 3]! - table[from]!);
    return Math.max(-32768, Math.min(32767, Math.round(value / perRaw)));
  });
}

const broad = dataSet('broad');

test.skipIf(!broad)(
  'real motion, a sensor turned and shaken by hand: at most 8.5 bytes a sample in each recording',
  () => {
    const sizes = trialNames(broad!).map((name) => logSize(broadCounts(broad!, name)).mean);
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(8.5);
  },
);
