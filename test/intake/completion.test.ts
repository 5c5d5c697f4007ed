import { expect, test } from 'vitest';
import { LATE } from '../../host/intake/handed-on.ts';
import {
  type IntakeInput,
  type IntakeState,
  initialIntake,
  type RecordedFrame,
  stepIntake,
} from '../../host/intake/intake.ts';
import type { Completion } from '../../host/intake/intake-health.ts';
import { missingEdges, samplesBack } from '../../host/intake/log-needs.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { MotionFrame } from '../../protocol/motion-frame.ts';

const PER_FRAME = 3;
const FRAME_MS = (1000 * PER_FRAME) / DEFAULT_MOTION_CONFIGURATION.rateHz;

/** Frame `i` of a stream that begins with number `first`. */
const frameOf = (i: number, first = 0): MotionFrame => ({
  sequence: (first + i) >>> 0,
  ticksUs: Math.round(i * FRAME_MS * 1000) >>> 0,
  configuration: DEFAULT_MOTION_CONFIGURATION,
  sampleCount: PER_FRAME,
  samplesRaw: new Int16Array(6 * PER_FRAME).fill(i),
});

class Listener {
  readonly state: IntakeState = initialIntake('thigh');
  readonly recorded: RecordedFrame[] = [];

  constructor(boot = 7) {
    this.take({ kind: 'start', boot, atMs: 0 });
  }

  take(input: IntakeInput): void {
    this.recorded.push(...stepIntake(this.state, input)[1].recorded);
  }

  hear(from: number, to: number, first = 0): void {
    for (let i = from; i < to; i++)
      this.take({ kind: 'frame', frame: frameOf(i, first), atMs: (i + 1) * FRAME_MS + 5 });
  }

  breakOff(from: number, to: number): void {
    this.take({ kind: 'link', isUp: false, atMs: from * FRAME_MS });
    this.take({ kind: 'link', isUp: true, atMs: to * FRAME_MS });
  }

  completion(): Completion {
    return stepIntake(this.state, { kind: 'health' })[1].health!.completion!;
  }

  /** Times of all samples as the store sorts them. */
  timesMs(): number[] {
    return this.recorded.flatMap(({ tMs }) => [...tMs]).sort((a, b) => a - b);
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

test.each([0, 0xffff_fff0])(
  'frames of the log fill a break, also where numbers wrap (first %i), each once and in its place',
  (first) => {
    const band = new Listener();
    band.hear(0, 10, first);
    band.breakOff(10, 310);
    band.take({ kind: 'start', boot: 7, atMs: 310 * FRAME_MS });
    band.hear(310, 320, first);
    expect(band.completion().framesAwaited).toBe(300);
    expect(samplesBack(band.state)).toBe(309 * PER_FRAME);
    const logged: IntakeInput = { kind: 'logged', boot: 7, frames: range(5, 315).map((i) => frameOf(i, first)) };
    band.take(logged);
    band.take(logged);
    expect(band.recorded).toHaveLength(320);
    expect(band.recorded.filter(({ marks }) => marks![0] === LATE)).toHaveLength(300);
    const times = band.timesMs();
    const steps = times.slice(1).map((t, i) => t - times[i]!);
    expect(Math.min(...steps)).toBeGreaterThan(9.5);
    expect(Math.max(...steps)).toBeLessThan(9.8);
    expect(band.completion()).toMatchObject({ lateSamples: 900, framesAwaited: 0, losses: [] });
  },
);

test('a break of half a million frames costs neither time nor memory, and what the log lacks of it is told', () => {
  const band = new Listener();
  band.hear(0, 10);
  band.breakOff(10, 500_000);
  band.take({ kind: 'start', boot: 7, atMs: 500_000 * FRAME_MS });
  band.hear(500_000, 500_010);
  const known = missingEdges(band.state);
  band.take({ kind: 'logged', boot: 7, frames: range(499_000, 500_000).map((i) => frameOf(i)) });
  band.take({ kind: 'log-read', known, outcome: { dropped: 3, failed: 0, unreadable: 0 } });
  const { losses, framesAwaited } = band.completion();
  expect(framesAwaited).toBe(0);
  expect(losses.map(({ why, samples }) => ({ why, samples }))).toEqual([
    { why: 'log-full', samples: PER_FRAME * (499_000 - 10) },
  ]);
});

test('frames of a start that nobody has told of are taken for nobody', () => {
  const band = new Listener();
  band.hear(0, 10);
  band.take({ kind: 'logged', boot: 6, frames: [frameOf(3), frameOf(40)] });
  expect(band.recorded).toHaveLength(10);
});

test('a band that starts anew counts from 0 again, and both starts stay apart', () => {
  const band = new Listener();
  band.hear(0, 10);
  band.take({ kind: 'link', isUp: false, atMs: 300 });
  band.take({ kind: 'link', isUp: true, atMs: 2000 });
  for (let i = 0; i < 5; i++) band.take({ kind: 'frame', frame: frameOf(i), atMs: 2000 + i * FRAME_MS });
  expect(band.recorded).toHaveLength(10);
  band.take({ kind: 'start', boot: 8, atMs: 2200 });
  expect(band.recorded.slice(10).map(({ boot, sequence }) => [boot, sequence])).toEqual(range(0, 5).map((i) => [8, i]));
  band.take({ kind: 'logged', boot: 7, frames: range(8, 20).map((i) => frameOf(i)) });
  expect(band.recorded.slice(15).map(({ boot, sequence }) => [boot, sequence])).toEqual(
    range(10, 20).map((i) => [7, i]),
  );
  const times = band.timesMs();
  expect(times.every((t, i) => i === 0 || t > times[i - 1]!)).toBe(true);
});

test("what left the band's ring while it was heard is lost on the air, once the band says so", () => {
  const band = new Listener();
  band.hear(0, 10);
  band.hear(12, 100);
  expect(band.completion()).toMatchObject({ framesAwaited: 0, losses: [{ why: 'air', samples: 6 }] });
});

test('a band with a longer ring is asked for as long as it has a frame', () => {
  const band = new Listener();
  band.take({ kind: 'start', boot: 7, atMs: 0, ring: { oldest: 0, next: 128 } });
  band.hear(0, 10);
  band.hear(12, 100);
  expect(band.completion().framesAwaited).toBe(2);
  const asked = range(0, 4).flatMap((i) => stepIntake(band.state, { kind: 'time', atMs: 3000 + 1000 * i })[1].resend);
  expect(asked).toContainEqual({ sequenceFrom: 10, count: 2 });
  band.take({ kind: 'start', boot: 7, atMs: 4000, ring: { oldest: 12, next: 140 } });
  expect(band.completion()).toMatchObject({ framesAwaited: 0, losses: [{ why: 'air', samples: 6 }] });
});

test('what the log does not have and the ring still has is no loss: it comes by resending, and is lost only once it has left the ring', () => {
  const band = new Listener();
  band.hear(0, 10);
  band.breakOff(10, 50);
  band.hear(50, 60);
  band.take({ kind: 'start', boot: 7, atMs: 60 * FRAME_MS, ring: { oldest: 20, next: 60 } });
  band.take({ kind: 'log-read', known: missingEdges(band.state), outcome: { dropped: 0, failed: 0, unreadable: 0 } });
  expect(band.completion()).toMatchObject({ framesAwaited: 40, losses: [] });
  band.hear(20, 45);
  expect(band.completion().framesAwaited).toBe(5);
  band.take({ kind: 'start', boot: 7, atMs: 110 * FRAME_MS, ring: { oldest: 70, next: 110 } });
  const { framesAwaited, losses } = band.completion();
  expect(framesAwaited).toBe(0);
  expect(new Set(losses.map(({ why }) => why))).toEqual(new Set(['not-logged']));
  expect(losses.reduce((sum, { samples }) => sum + samples!, 0)).toBe(15 * PER_FRAME);
});

test('behind a break the ring is asked for what the log may lack, its newest frames first; the rest is left to the log', () => {
  const band = new Listener();
  band.take({ kind: 'start', boot: 7, atMs: 0, ring: { oldest: 0, next: 128 } });
  band.hear(0, 10);
  band.breakOff(10, 310);
  band.take({ kind: 'start', boot: 7, atMs: 310 * FRAME_MS });
  band.hear(310, 311);
  const asked: number[] = [];
  let nowMs = 312 * FRAME_MS;
  // It answers in full, each time.
  for (let turn = 0; turn < 200; turn++) {
    nowMs += 50;
    for (const { sequenceFrom, count } of stepIntake(band.state, { kind: 'time', atMs: nowMs })[1].resend) {
      asked.push(sequenceFrom);
      for (const i of range(sequenceFrom, sequenceFrom + count))
        band.take({ kind: 'frame', frame: frameOf(i), atMs: nowMs + 20 });
    }
  }
  // Half of the ring: it turns while it is read.
  expect(asked).toEqual([294, 278, 262, 246]);
  expect(band.completion()).toMatchObject({ framesAwaited: 246 - 10, losses: [] });
});
