import { AXES_PER_SAMPLE, type MotionFrame } from '../../protocol/motion-frame.ts';
import type { Placement } from '../../protocol/placement.ts';
import type { SampleBlock } from '../motion/samples.ts';
import {
  clockErrorPpm,
  type DeviceClock,
  initialDeviceClock,
  observeArrival,
  toHostMs,
  unwrapTicks,
} from './device-clock.ts';
import { type FrameOrder, initialFrameOrder, passTime, type ResendRequest, takeFrame } from './frame-order.ts';
import { carve } from './sample-arena.ts';

/** From frames as they arrive to samples on the session's clock: order, gaps, device time to host time, counts to SI units. */
export interface IntakeState {
  readonly sensor: Placement;
  readonly order: FrameOrder;
  readonly clock: DeviceClock;
  /** Last sample handed on, for interpolation over a gap: time, then gx, gy, gz, ax, ay, az in SI units. */
  lastMs: number;
  readonly last: Float64Array;
}

export type IntakeInput =
  | { readonly kind: 'frame'; readonly frame: MotionFrame; readonly atMs: number }
  | { readonly kind: 'time'; readonly atMs: number };

export interface IntakeOutput {
  readonly blocks: readonly SampleBlock[];
  /** Every frame once, also those that came too late for `blocks`: what the store keeps. */
  readonly recorded: readonly RecordedFrame[];
  readonly resend: readonly ResendRequest[];
  /** With each input of kind 'time'. */
  readonly health?: IntakeHealth;
}

export interface IntakeHealth {
  readonly sensor: Placement;
  readonly received: number;
  readonly lost: number;
  readonly recovered: number;
  /** Null before it is known. */
  readonly clockErrorPpm: number | null;
}

/** A frame with its place in host time, in the sensor's own counts: the record from which everything can be computed again. */
export interface RecordedFrame {
  readonly sensor: Placement;
  readonly sequence: number;
  readonly configurationId: number;
  /** Time of each sample, ms on the session's clock. */
  readonly tMs: Float64Array;
  /** gx, gy, gz, ax, ay, az of each sample. */
  readonly raw: Int16Array;
}

/** A gap longer than this is left open: a straight line over it would be an invention. */
const FILL_MS_MAX = 1000;

export function initialIntake(sensor: Placement): IntakeState {
  return {
    sensor,
    order: initialFrameOrder(),
    clock: initialDeviceClock(),
    lastMs: Number.NEGATIVE_INFINITY,
    last: new Float64Array(AXES_PER_SAMPLE),
  };
}

export function stepIntake(state: IntakeState, input: IntakeInput): [IntakeState, IntakeOutput] {
  const ordered = input.kind === 'frame' ? takeFrame(state.order, input) : passTime(state.order, input.atMs);
  const blocks: SampleBlock[] = [];
  const recorded: RecordedFrame[] = [];
  for (const { arrival, missedBefore } of ordered.ready) {
    observeArrival(state.clock, arrival.frame.ticksUs, arrival.atMs);
    const block = toBlock(state, arrival.frame, missedBefore);
    blocks.push(block);
    recorded.push(recordOf(state.sensor, arrival.frame, block.tMs.subarray(block.count - arrival.frame.sampleCount)));
  }
  for (const { frame } of ordered.late) recorded.push(recordOf(state.sensor, frame, lateTimes(state, frame)));
  const { resend } = ordered;
  if (input.kind === 'frame') return [state, { blocks, recorded, resend }];
  return [state, { blocks, recorded, resend, health: healthOf(state) }];
}

function healthOf({ sensor, order, clock }: IntakeState): IntakeHealth {
  return { sensor, ...order.counts, clockErrorPpm: clockErrorPpm(clock) };
}

function recordOf(sensor: Placement, frame: MotionFrame, tMs: Float64Array): RecordedFrame {
  return { sensor, sequence: frame.sequence, configurationId: frame.configuration.id, tMs, raw: frame.samplesRaw };
}

const periodMsOf = (frame: MotionFrame): number => 1000 / frame.configuration.rateHz;

const placedMs = (state: IntakeState, frame: MotionFrame): number =>
  toHostMs(state.clock, unwrapTicks(state.clock, frame.ticksUs));

function lateTimes(state: IntakeState, frame: MotionFrame): Float64Array {
  const firstMs = placedMs(state, frame);
  return Float64Array.from({ length: frame.sampleCount }, (_, i) => firstMs + i * periodMsOf(frame));
}

function toBlock(state: IntakeState, frame: MotionFrame, missedFrames: number): SampleBlock {
  const periodMs = periodMsOf(frame);
  const firstMs = Math.max(placedMs(state, frame), state.lastMs + periodMs / 4);
  const filled = fillCount(state, firstMs, periodMs, missedFrames);
  const block = carve(state.sensor, filled + frame.sampleCount, filled);
  convert(frame, block, filled, firstMs, periodMs);
  interpolate(state, block, filled);
  remember(state, block);
  return block;
}

/** How many samples a gap needs so that the stream keeps its rate. */
function fillCount(state: IntakeState, firstMs: number, periodMs: number, missedFrames: number): number {
  const gapMs = firstMs - state.lastMs;
  if (missedFrames === 0 || gapMs > FILL_MS_MAX) return 0;
  return Math.max(0, Math.round(gapMs / periodMs) - 1);
}

function convert(frame: MotionFrame, block: SampleBlock, from: number, firstMs: number, periodMs: number): void {
  const { gyroRadSPerRaw, accMs2PerRaw } = frame.configuration;
  const raw = frame.samplesRaw;
  for (let i = 0, at = 0; i < frame.sampleCount; i++) {
    const to = 3 * (from + i);
    block.tMs[from + i] = firstMs + i * periodMs;
    for (let axis = 0; axis < 3; axis++) block.gyroRadS[to + axis] = raw[at++]! * gyroRadSPerRaw;
    for (let axis = 0; axis < 3; axis++) block.accMs2[to + axis] = raw[at++]! * accMs2PerRaw;
  }
}

function interpolate(state: IntakeState, block: SampleBlock, filled: number): void {
  const toMs = block.tMs[filled]!;
  for (let i = 0; i < filled; i++) {
    const share = (i + 1) / (filled + 1);
    block.tMs[i] = state.lastMs + share * (toMs - state.lastMs);
    for (let axis = 0; axis < 3; axis++) {
      const gyro = state.last[axis]!;
      const acc = state.last[3 + axis]!;
      block.gyroRadS[3 * i + axis] = gyro + share * (block.gyroRadS[3 * filled + axis]! - gyro);
      block.accMs2[3 * i + axis] = acc + share * (block.accMs2[3 * filled + axis]! - acc);
    }
  }
}

function remember(state: IntakeState, block: SampleBlock): void {
  const at = 3 * (block.count - 1);
  state.lastMs = block.tMs[block.count - 1]!;
  for (let axis = 0; axis < 3; axis++) {
    state.last[axis] = block.gyroRadS[at + axis]!;
    state.last[3 + axis] = block.accMs2[at + axis]!;
  }
}
