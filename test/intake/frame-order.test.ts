import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initialFrameOrder, passTime, takeFrame } from '../../host/intake/frame-order.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { MotionFrame } from '../../protocol/motion-frame.ts';
import { SEED } from '../seeded.ts';

const frame = (sequence: number): MotionFrame => ({
  sequence: sequence >>> 0,
  ticksUs: 0,
  configuration: DEFAULT_MOTION_CONFIGURATION,
  sampleCount: 3,
  samplesRaw: new Int16Array(18),
});

test('frames come out in order and once, whatever the order of arrival within the wait', () => {
  const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 });
  fc.assert(
    fc.property(order, fc.constantFrom(0, 0xfffffffb), (arrivals, first) => {
      const state = initialFrameOrder();
      const out: number[] = [];
      takeFrame(state, { frame: frame(first - 1), atMs: 0 });
      arrivals.forEach((offset, at) => {
        for (const { arrival } of takeFrame(state, { frame: frame(first + offset), atMs: at }).ready)
          out.push(arrival.frame.sequence);
      });
      expect(out).toEqual([...arrivals].sort((a, b) => a - b).map((offset) => (first + offset) >>> 0));
      expect(state.counts.lost).toBe(0);
    }),
    { seed: SEED },
  );
});

test('missing frames are asked for at once, again when their answer is overdue, and given up after 350 ms', () => {
  const state = initialFrameOrder();
  takeFrame(state, { frame: frame(1), atMs: 0 });
  expect(takeFrame(state, { frame: frame(4), atMs: 10 }).resend).toEqual([{ sequenceFrom: 2, count: 2 }]);
  // 100 ms to the first answer, one frame beside each that is sent anyway.
  expect(passTime(state, 160).resend).toEqual([]);
  expect(passTime(state, 168).resend).toEqual([{ sequenceFrom: 2, count: 2 }]);
  const late = passTime(state, 361);
  expect(late.ready).toMatchObject([{ missedBefore: 2, arrival: { frame: { sequence: 4 } } }]);
  expect(state.counts).toEqual({ received: 2, lost: 2, recovered: 0 });
});

test('a band answers one request at a time: the second gap is asked for once the first is filled', () => {
  const state = initialFrameOrder();
  takeFrame(state, { frame: frame(1), atMs: 0 });
  expect(takeFrame(state, { frame: frame(3), atMs: 10 }).resend).toEqual([{ sequenceFrom: 2, count: 1 }]);
  expect(takeFrame(state, { frame: frame(5), atMs: 40 }).resend).toEqual([]);
  expect(takeFrame(state, { frame: frame(2), atMs: 60 }).resend).toEqual([{ sequenceFrom: 4, count: 1 }]);
});

test('what holds the picture up breaks in on what was given up, which is asked for again as soon as that is answered', () => {
  const state = initialFrameOrder();
  takeFrame(state, { frame: frame(1), atMs: 0 });
  takeFrame(state, { frame: frame(12), atMs: 10 });
  for (const atMs of [360, 380]) passTime(state, atMs);
  takeFrame(state, { frame: frame(13), atMs: 390 });
  expect(state.missing).toMatchObject([{ from: 2, count: 10 }]);
  expect(passTime(state, 800).resend).toEqual([{ sequenceFrom: 2, count: 10 }]);
  expect(takeFrame(state, { frame: frame(15), atMs: 830 }).resend).toEqual([{ sequenceFrom: 14, count: 1 }]);
  expect(takeFrame(state, { frame: frame(14), atMs: 900 }).resend).toEqual([{ sequenceFrom: 2, count: 10 }]);
});

test('an answer in time fills the gap and is counted as recovered', () => {
  const state = initialFrameOrder();
  takeFrame(state, { frame: frame(1), atMs: 0 });
  takeFrame(state, { frame: frame(3), atMs: 30 });
  const { ready } = takeFrame(state, { frame: frame(2), atMs: 90 });
  expect(ready.map(({ arrival, missedBefore }) => [arrival.frame.sequence, missedBefore])).toEqual([
    [2, 0],
    [3, 0],
  ]);
  expect(state.counts).toEqual({ received: 3, lost: 0, recovered: 1 });
});

test('an answer too late for the picture still completes the record', () => {
  const state = initialFrameOrder();
  takeFrame(state, { frame: frame(1), atMs: 0 });
  takeFrame(state, { frame: frame(3), atMs: 30 });
  passTime(state, 400);
  const { ready, late } = takeFrame(state, { frame: frame(2), atMs: 440 });
  expect(ready).toEqual([]);
  expect(late.map(({ arrival }) => arrival.frame.sequence)).toEqual([2]);
  expect(state.counts).toEqual({ received: 3, lost: 0, recovered: 1 });
});

test('a doubled frame changes nothing', () => {
  const state = initialFrameOrder();
  takeFrame(state, { frame: frame(1), atMs: 0 });
  expect(takeFrame(state, { frame: frame(1), atMs: 1 })).toEqual({ ready: [], late: [], resend: [] });
  expect(state.counts.received).toBe(1);
});

test('memory stays bounded under any sequence numbers', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 300 }), (sequences) => {
      const state = initialFrameOrder();
      sequences.forEach((sequence, index) => {
        takeFrame(state, { frame: frame(sequence), atMs: index * 30 });
      });
      expect(state.held.length).toBeLessThan(12);
      expect(state.missing.length).toBeLessThanOrEqual(256);
      expect(state.asking.asked.length).toBeLessThan(400);
    }),
    { seed: SEED },
  );
});
