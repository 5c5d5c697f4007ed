import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../sim/board/virtual-clock.ts';
import { SEED } from '../../seeded.ts';

test('events run in order of time, and of asking where the time is the same', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), (delays) => {
      const clock = createVirtualClock();
      const ran: [number, number][] = [];
      for (const [order, delayMs] of delays.entries()) clock.after(delayMs, () => ran.push([clock.nowMs(), order]));
      clock.advanceTo(20);
      const expected = delays.map((delayMs, order): [number, number] => [delayMs, order]);
      expect(ran).toEqual(expected.sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    }),
    { seed: SEED },
  );
});

test('an event asked for by an event runs in the same advance', () => {
  const clock = createVirtualClock();
  const times: number[] = [];
  const again = (): void => {
    times.push(clock.nowMs());
    if (times.length < 4) clock.after(10, again);
  };
  clock.after(5, again);
  clock.advanceTo(100);
  expect(times).toEqual([5, 15, 25, 35]);
  expect(clock.nowMs()).toBe(100);
});

test('every keeps its raster until it is cancelled, also by itself', () => {
  const clock = createVirtualClock();
  const times: number[] = [];
  const cancel = clock.every(7, () => {
    times.push(clock.nowMs());
    if (times.length === 3) cancel();
  });
  clock.advanceTo(100);
  expect(times).toEqual([7, 14, 21]);
  expect(clock.nextDueMs()).toBe(Number.POSITIVE_INFINITY);
});

test('runUntil stops at the event that did it, or at the limit', () => {
  const clock = createVirtualClock();
  let count = 0;
  clock.every(10, () => count++);
  expect(clock.runUntil(() => count === 3, 1000)).toBe(true);
  expect(clock.nowMs()).toBe(30);
  expect(clock.runUntil(() => count === 100, 200)).toBe(false);
  expect(clock.nowMs()).toBe(200);
});

test('wall time goes with virtual time', () => {
  const clock = createVirtualClock(1_000_000);
  clock.advanceBy(250);
  expect(clock.wallMs()).toBe(1_000_250);
});

test('no event is ever asked for at no time', () => {
  expect(() => createVirtualClock().after(Number.NaN, () => {})).toThrow(RangeError);
  expect(() => createVirtualClock().every(0, () => {})).toThrow(RangeError);
});
