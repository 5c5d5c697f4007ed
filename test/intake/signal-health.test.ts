import { expect, test } from 'vitest';
import { bandTrouble, measuresNothing } from '../../host/intake/band-trouble.ts';
import { initialSignalWatch, railedSamples, signalHealth, watchSignal } from '../../host/intake/signal-health.ts';

const PERIOD_MS = 1000 / 104;
const sample = (...counts: number[]): number[] => counts;
const REST = sample(1, 2, 3, 4, 5, 8192);
const healthAfter = (...frames: number[][][]) => {
  const watch = initialSignalWatch();
  for (const frame of frames) watchSignal(watch, Int16Array.from(frame.flat()), PERIOD_MS);
  return signalHealth(watch);
};
const times = (count: number, frame: number[][]): number[][][] => Array.from({ length: count }, () => frame);

test('counts at either end of the range are counted by axis; one short of it is a value', () => {
  const ends = [
    sample(32_767, 0, 0, -32_768, 0, 0),
    sample(32_766, 0, 0, -32_767, 0, 0),
    sample(32_767, 1, 0, 0, 0, 0),
  ];
  expect(healthAfter(ends).railed).toEqual([2, 0, 0, 1, 0, 0]);
  expect(railedSamples(Int16Array.from(ends.flat()))).toBe(2);
});

test('six values that stay are stillness, in time; one that moves by a count ends it', () => {
  expect(healthAfter(...times(35, [REST, REST, REST])).stillMs).toBeCloseTo(104 * PERIOD_MS);
  expect(healthAfter(...times(35, [REST, REST, REST]), [sample(1, 2, 3, 4, 5, 8193)]).stillMs).toBe(0);
});

test('an accelerometer-only band, whose rates are always 0, is not stuck', () => {
  const still = (i: number): number[] => sample(0, 0, 0, i % 5, 0, 8192);
  const frames = Array.from({ length: 60 }, (_, i) => [still(3 * i), still(3 * i + 1), still(3 * i + 2)]);
  expect(bandTrouble(5, healthAfter(...frames))).toBeNull();
});

test('what is worst is said: no sensor, then stuck, then saturated', () => {
  const stuck = healthAfter(
    ...times(40, [sample(32_767, 0, 0, 0, 0, 0)]),
    ...times(120, [sample(32_767, 0, 0, 0, 0, 0)]),
  );
  expect(bandTrouble(0, stuck)).toEqual({ kind: 'no-sensor' });
  expect(bandTrouble(1, stuck)).toMatchObject({ kind: 'stuck' });
  const saturated = bandTrouble(1, healthAfter([sample(0, 0, 0, 0, -32_768, 0), REST]));
  expect(saturated).toEqual({ kind: 'saturated', axes: [{ axis: 'acceleration y', samples: 1 }] });
  expect([{ kind: 'no-sensor' } as const, bandTrouble(1, stuck), saturated, null].map(measuresNothing)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('nothing is said before anything was heard', () => {
  expect(bandTrouble(1, undefined)).toBeNull();
  expect(bandTrouble(1, signalHealth(initialSignalWatch()))).toBeNull();
});
