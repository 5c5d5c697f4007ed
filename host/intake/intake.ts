import type { MotionFrame } from '../../protocol/motion-frame.ts';
import type { Placement } from '../../protocol/placement.ts';
import type { SampleBlock } from '../motion/samples.ts';
import type { Correction } from './calibration.ts';
import {
  clockErrorPpm,
  type DeviceClock,
  initialDeviceClock,
  observeArrival,
  toHostMs,
  unwrapTicks,
} from './device-clock.ts';
import {
  type FrameOrder,
  initialFrameOrder,
  NO_FRAMES,
  passTime,
  type ResendRequest,
  takeFrame,
} from './frame-order.ts';
import { LATE, type RecordedSamples } from './handed-on.ts';
import { carve } from './sample-arena.ts';
import { interpolate, type LastSample, noSample, putCounts, remember, wholeMicroseconds } from './sample-block.ts';
import {
  initialSignalWatch,
  railedSamples,
  type SignalHealth,
  type SignalWatch,
  signalHealth,
  watchSignal,
} from './signal-health.ts';

/** From frames as they arrive to samples on the session's clock: order, gaps, device time to host time, counts to SI units. */
export interface IntakeState {
  readonly sensor: Placement;
  readonly order: FrameOrder;
  readonly clock: DeviceClock;
  /** For interpolation over a gap. */
  readonly last: LastSample;
  /** The band's calibration; undefined: factory scale. */
  readonly correction: Correction | undefined;
  readonly signal: SignalWatch;
}

export type IntakeInput =
  | { readonly kind: 'frame'; readonly frame: MotionFrame; readonly atMs: number }
  | { readonly kind: 'time'; readonly atMs: number }
  /** How is it coming in? */
  | { readonly kind: 'health' };

export interface IntakeOutput {
  readonly blocks: readonly SampleBlock[];
  /** Every frame once, also those that came too late for `blocks`: what the store keeps. */
  readonly recorded: readonly RecordedFrame[];
  readonly resend: readonly ResendRequest[];
  /** With each input of kind 'health'. */
  readonly health?: IntakeHealth;
}

export interface IntakeHealth {
  readonly sensor: Placement;
  readonly received: number;
  readonly lost: number;
  readonly recovered: number;
  /** Null before it is known. */
  readonly clockErrorPpm: number | null;
  /** What the counts say of the sensor itself; absent where nobody looked. */
  readonly signal?: SignalHealth;
}

/** A frame with its place in host time, in the sensor's own counts: the record from which everything can be computed again. */
export interface RecordedFrame extends RecordedSamples {
  readonly sensor: Placement;
  readonly sequence: number;
}

/** A gap longer than this is left open: a straight line over it would be an invention. */
const FILL_MS_MAX = 1000;

export function initialIntake(sensor: Placement, correction?: Correction): IntakeState {
  return {
    sensor,
    order: initialFrameOrder(),
    clock: initialDeviceClock(),
    last: noSample(),
    correction,
    signal: initialSignalWatch(),
  };
}

const NOTHING: IntakeOutput = { blocks: [], recorded: [], resend: [] };

export function stepIntake(state: IntakeState, input: IntakeInput): [IntakeState, IntakeOutput] {
  if (input.kind === 'health') return [state, { ...NOTHING, health: healthOf(state) }];
  const ordered = input.kind === 'frame' ? takeFrame(state.order, input) : passTime(state.order, input.atMs);
  if (ordered === NO_FRAMES) return [state, NOTHING];
  const blocks: SampleBlock[] = [];
  const recorded: RecordedFrame[] = [];
  for (const { arrival, missedBefore } of ordered.ready) {
    observeArrival(state.clock, arrival.frame.ticksUs, arrival.atMs);
    const block = toBlock(state, arrival.frame, missedBefore);
    blocks.push(block);
    recorded.push(recordOf(state.sensor, arrival.frame, block));
  }
  for (const { frame } of ordered.late) recorded.push(lateRecordOf(state, frame));
  return [state, { blocks, recorded, resend: ordered.resend }];
}

function healthOf({ sensor, order, clock, signal }: IntakeState): IntakeHealth {
  return { sensor, ...order.counts, clockErrorPpm: clockErrorPpm(clock), signal: signalHealth(signal) };
}

function recordOf(sensor: Placement, frame: MotionFrame, { count, tMs, filled }: SampleBlock): RecordedFrame {
  const { sequence, configuration, sampleCount, samplesRaw: raw } = frame;
  const gap = count - sampleCount;
  return {
    sensor,
    sequence,
    configurationId: configuration.id,
    tMs: gap === 0 ? tMs : tMs.subarray(gap),
    raw,
    marks: gap === 0 ? filled : new Uint8Array(sampleCount).fill(gap, 0, 1),
  };
}

const periodMsOf = (frame: MotionFrame): number => 1000 / frame.configuration.rateHz;

const placedMs = (state: IntakeState, frame: MotionFrame): number =>
  toHostMs(state.clock, unwrapTicks(state.clock, frame.ticksUs));

function lateRecordOf(state: IntakeState, frame: MotionFrame): RecordedFrame {
  const { sequence, configuration, sampleCount, samplesRaw: raw } = frame;
  const tMs = new Float64Array(sampleCount);
  placeSamples(tMs, 0, placedMs(state, frame), periodMsOf(frame));
  const marks = new Uint8Array(sampleCount).fill(LATE);
  return { sensor: state.sensor, sequence, configurationId: configuration.id, tMs, raw, marks };
}

function toBlock(state: IntakeState, frame: MotionFrame, missedFrames: number): SampleBlock {
  const periodMs = periodMsOf(frame);
  const firstMs = Math.max(placedMs(state, frame), state.last.tMs + periodMs / 4);
  const filled = fillCount(state.last, firstMs, periodMs, missedFrames);
  const block = carve(state.sensor, filled + frame.sampleCount, filled, railedSamples(frame.samplesRaw));
  watchSignal(state.signal, frame.samplesRaw, periodMs);
  placeSamples(block.tMs, filled, firstMs, periodMs);
  putCounts(block, filled, frame.samplesRaw, frame.configuration, state.correction);
  if (filled > 0) interpolate(state.last, block, filled);
  remember(state.last, block);
  return block;
}

function placeSamples(tMs: Float64Array, from: number, firstMs: number, periodMs: number): void {
  for (let i = from; i < tMs.length; i++) tMs[i] = wholeMicroseconds(firstMs + (i - from) * periodMs);
}

/** How many samples a gap needs so that the stream keeps its rate. */
function fillCount(last: LastSample, firstMs: number, periodMs: number, missedFrames: number): number {
  const gapMs = firstMs - last.tMs;
  if (missedFrames === 0 || gapMs > FILL_MS_MAX) return 0;
  return Math.max(0, Math.round(gapMs / periodMs) - 1);
}
