import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initialRing, putBlock, ringTrack } from '../../../host/motion/enrolment/sample-ring.ts';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { SEED } from '../../seeded.ts';

const RATE_HZ = 100;

/** The value of every axis is the sample's number. */
function blockOf(sensor: SampleBlock['sensor'], from: number, to: number): SampleBlock {
  const count = to - from;
  const numbers = Float64Array.from({ length: 3 * count }, (_, i) => from + Math.floor(i / 3));
  const tMs = Float64Array.from({ length: count }, (_, i) => ((from + i) * 1000) / RATE_HZ);
  return { sensor, count, tMs, gyroRadS: numbers, accMs2: numbers, filled: new Uint8Array(count) };
}

const ringOf = (blocks: readonly SampleBlock[], longestS = 10) => {
  const ring = initialRing(['thigh', 'shank'], longestS);
  for (const block of blocks) putBlock(ring, block);
  return ring;
};
const firstAxis = (values: Float64Array): number[] => [...values].filter((_, i) => i % 6 === 0);

test('a step of the grid is the mean of its samples, and what is cut off by either end is left out', () => {
  const ring = ringOf([blockOf('thigh', 0, 100), blockOf('shank', 0, 100)]);
  const track = ringTrack(ring, 30, 205)!;
  expect({ ...track, values: track.values.map(firstAxis) }).toEqual({
    sensors: ['thigh', 'shank'],
    rateHz: 25,
    t0S: 0.04,
    count: 4,
    values: [
      [5.5, 9.5, 13.5, 17.5],
      [5.5, 9.5, 13.5, 17.5],
    ],
  });
});

test('neither how samples are cut into blocks nor what comes after the end makes a difference', () => {
  const whole = ringTrack(ringOf([blockOf('thigh', 0, 300), blockOf('shank', 0, 300)]), 200, 1500);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 20 }), (sizes) => {
      const ring = initialRing(['thigh', 'shank'], 10);
      for (let at = 0, n = 0; at < 150; n++) {
        const to = Math.min(150, at + sizes[n % sizes.length]!);
        putBlock(ring, blockOf('shank', at, to));
        putBlock(ring, blockOf('thigh', at, to));
        at = to;
      }
      expect(ringTrack(ring, 200, 1500)).toEqual(whole);
    }),
    { seed: SEED },
  );
});

test('a step without samples is no number, also where something older lay', () => {
  const ring = ringOf([blockOf('thigh', 0, 200), blockOf('shank', 0, 150), blockOf('shank', 180, 200)], 1);
  const gap = Array.from({ length: 7 }, () => Number.NaN);
  expect(firstAxis(ringTrack(ring, 1440, 1880)!.values[1]!)).toEqual([145.5, 148.5, ...gap, 181.5, 185.5]);
});

test('what was forgotten is not made up, and a band of another place is ignored', () => {
  const ring = ringOf([blockOf('thigh', 0, 300), blockOf('shank', 0, 300), blockOf('sternum', 0, 300)], 1);
  expect(ringTrack(ring, 500, 2900)).toBeUndefined();
  expect(ringTrack(ring, 2100, 2900)?.count).toBe(19);
  expect(ringTrack(ring, 2100, 2100)).toBeUndefined();
});
