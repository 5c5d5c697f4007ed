import { expect, test } from 'vitest';
import { type ClockWatch, initialClockWatch, stepClockWatch } from '../../../host/stim/course/clock-watch.ts';

function jumps(offsetsMs: readonly number[]): number[] {
  let state: ClockWatch = initialClockWatch();
  return offsetsMs.map((offsetMs, i) => {
    const [next, byMs] = stepClockWatch(state, 1000 * i, 1_800_000_000_000 + 1000 * i + offsetMs);
    state = next;
    return byMs;
  });
}

test('F6: a clock that is moved by more than 2 s is told once, with how far and which way', () => {
  expect(jumps([0, 0, 2_001, 2_001, 2_001])).toEqual([0, 0, 2_001, 0, 0]);
  expect(jumps([0, -3_600_000, -3_600_000])).toEqual([0, -3_600_000, 0]);
});

test('drift and small corrections are no jump', () => {
  expect(jumps([0, 1, 3, -4, 1_990, 0])).toEqual([0, 0, 0, 0, 0, 0]);
});
