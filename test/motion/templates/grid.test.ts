import { expect, test } from 'vitest';
import { gridTrack, type TimedSamples } from '../../../host/motion/templates/grid.ts';

/** One axis says what time it is, so each value tells where it came from. */
const clock = (times: readonly number[]): TimedSamples => ({
  count: times.length,
  tS: Float64Array.from(times),
  values: Float64Array.from(times.flatMap((t) => [t, 0, 0, 0, 0, 9.81])),
});
const firstAxis = (values: Float64Array): number[] => [...values].filter((_, k) => k % 6 === 0);
const steps = (fromS: number, stepS: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => fromS + i * stepS);

test.each([
  ['its own rate', steps(10, 0.04, 26)],
  ['four times as fast', steps(10, 0.01, 101)],
  ['half as fast', steps(10, 0.08, 14)],
  ['unevenly', steps(10, 0.04, 26).map((t, i) => t + (i % 2) * 0.015)],
])('recorded at %s, values stand where their time is', (_, times) => {
  const track = gridTrack(new Map([['a', clock(times)]]), 25);
  expect(track.t0S).toBe(10);
  const values = firstAxis(track.values[0]!);
  expect(values.length).toBeGreaterThanOrEqual(25);
  // At the ends a mean has neighbours on one side only.
  values.slice(0, 25).forEach((value, i) => {
    expect(Math.abs(value - (10 + i / 25))).toBeLessThan(0.011);
  });
});

test('the axis begins with the first sensor; where another has nothing there is NaN, in a long gap too', () => {
  const late = clock([...steps(11, 0.04, 25), ...steps(13, 0.04, 25)]);
  const track = gridTrack(
    new Map([
      ['a', clock(steps(10, 0.04, 101))],
      ['b', late],
    ]),
    25,
  );
  expect(track.sensors).toEqual(['a', 'b']);
  const values = firstAxis(track.values[1]!);
  expect(values.slice(0, 18).every(Number.isNaN)).toBe(true);
  expect(values[26]).toBeCloseTo(11.04, 9);
  expect(Number.isNaN(values[62]!)).toBe(true);
  expect(values[76]).toBeCloseTo(13.04, 9);
});

test('a span is cut exactly', () => {
  const track = gridTrack(new Map([['a', clock(steps(0, 0.01, 1000))]]), 25, { fromS: 2, toS: 4 });
  expect([track.t0S, track.count]).toEqual([2, 51]);
  expect(firstAxis(track.values[0]!).at(-1)).toBeCloseTo(4, 9);
});
