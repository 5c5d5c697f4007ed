import type { MotionFrame } from '../../protocol/motion-frame.ts';
import type { SampleBlock } from '../motion/samples.ts';
import type { BandStart } from './band-start.ts';
import type { Place } from './gaps.ts';
import { LATE } from './handed-on.ts';
import type { IntakeState, RecordedFrame } from './intake.ts';
import { carve } from './sample-arena.ts';
import { interpolate, type LastSample, putCounts, remember, wholeMicroseconds } from './sample-block.ts';
import { watchSignal } from './signal-health.ts';

/** A gap longer than this is left open: a straight line over it would be an invention. */
export const FILL_MS_MAX = 1000;

/** As it stands in the record. */
export function recordOf(
  state: IntakeState,
  { boot }: BandStart,
  frame: MotionFrame,
  { count, tMs, filled }: SampleBlock,
): RecordedFrame {
  const { sequence, configuration, sampleCount, samplesRaw: raw } = frame;
  const gap = count - sampleCount;
  return {
    sensor: state.sensor,
    sequence,
    ...(boot === undefined ? {} : { boot }),
    configurationId: configuration.id,
    tMs: gap === 0 ? tMs : tMs.subarray(gap),
    raw,
    marks: gap === 0 ? filled : new Uint8Array(sampleCount).fill(gap, 0, 1),
  };
}

export const periodMsOf = (frame: MotionFrame): number => 1000 / frame.configuration.rateHz;

/** The same of one that came too late for the live stream; counts its samples. */
export function lateRecordOf(
  state: IntakeState,
  boot: number | undefined,
  frame: MotionFrame,
  { firstMs, stepMs }: Place,
): RecordedFrame {
  const { sequence, configuration, sampleCount, samplesRaw: raw } = frame;
  const tMs = new Float64Array(sampleCount);
  placeSamples(tMs, 0, firstMs, stepMs);
  const marks = new Uint8Array(sampleCount).fill(LATE);
  state.lateSamples += sampleCount;
  const told = boot === undefined ? {} : { boot };
  return { sensor: state.sensor, sequence, ...told, configurationId: configuration.id, tMs, raw, marks };
}

/** A frame in SI units on the session's clock, behind what has to be filled in before it. */
export function toBlock(
  state: IntakeState,
  { firstMs: placedMs, stepMs }: Place,
  frame: MotionFrame,
  missedFrames: number,
): SampleBlock {
  const periodMs = periodMsOf(frame);
  const firstMs = Math.max(placedMs, state.last.tMs + periodMs / 4);
  const filled = fillCount(state.last, firstMs, periodMs, missedFrames);
  const railed = watchSignal(state.signal, frame.samplesRaw, periodMs);
  const block = carve(state.sensor, filled + frame.sampleCount, filled, railed);
  placeSamples(block.tMs, filled, firstMs, stepMs);
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
