import type { MotionFrame } from '../../protocol/motion-frame.ts';
import type { Placement } from '../../protocol/placement.ts';
import type { Correction } from '../intake/calibration.ts';
import { carve } from '../intake/sample-arena.ts';
import { putCounts, wholeMicroseconds } from '../intake/sample-block.ts';
import type { SampleBlock } from '../motion/samples.ts';

/** What the band's clock said at a time of the host's. */
export interface ClockReading {
  readonly ticksUs: number;
  /** ms, on the axis that all bands share. */
  readonly atMs: number;
}

const WRAP_US = 2 ** 32;
const ANYWHERE: Placement = 'thigh';

/**
 * When logged frames were packed, ms. The band's clock wraps after 71 minutes: frames less than that apart are placed rightly.
 * @param frames of one start of the band, oldest first
 * @param now the band's clock after the last of them; null: time 0 is the first frame
 */
export function loggedTimesMs(frames: readonly MotionFrame[], now: ClockReading | null): Float64Array {
  const timesUs = new Float64Array(frames.length);
  for (let i = 1; i < frames.length; i++)
    timesUs[i] = timesUs[i - 1]! + ((frames[i]!.ticksUs - frames[i - 1]!.ticksUs) >>> 0);
  const last = frames.length - 1;
  if (last < 0) return timesUs;
  if (now === null) return timesUs.map((timeUs) => wholeMicroseconds(timeUs / 1000));
  const nowUs = timesUs[last]! + ((now.ticksUs - frames[last]!.ticksUs + WRAP_US) % WRAP_US);
  return timesUs.map((timeUs) => wholeMicroseconds(now.atMs + (timeUs - nowUs) / 1000));
}

/** Sensors keep the rate that they are set to within 1.5 %. */
const SHORTEST_SHARE = 0.98;
/** So much less than a sample really lasts: of two late frames the later one must never make the earlier one too early. */
const SAFE_SHARE = 0.998;
const STRETCH_MS = 10_000;

/**
 * When the first sample of each frame was measured, ms. A frame is packed late and never early: by up to 25 ms as a rule, by a second
 * while the band writes its log. So it is as late at most as those behind it allow, which its samples must precede.
 * @param packedMs of `frames`, oldest first
 */
export function measuredTimesMs(frames: readonly MotionFrame[], packedMs: Float64Array): Float64Array {
  const share = realShare(frames, beforeNext(frames, packedMs, SHORTEST_SHARE));
  return beforeNext(frames, packedMs, share * SAFE_SHARE);
}

const nominalMs = ({ sampleCount, configuration }: MotionFrame): number => (1000 * sampleCount) / configuration.rateHz;

function beforeNext(frames: readonly MotionFrame[], packedMs: Float64Array, share: number): Float64Array {
  const timesMs = packedMs.slice();
  for (let i = frames.length - 2; i >= 0; i--)
    timesMs[i] = Math.min(timesMs[i]!, timesMs[i + 1]! - share * nominalMs(frames[i]!));
  return timesMs;
}

/** How long samples last, in shares of what they are set to: the median of stretches without a gap. */
function realShare(frames: readonly MotionFrame[], timesMs: Float64Array): number {
  const shares: number[] = [];
  let from = 0;
  let lastsMs = 0;
  for (let i = 1; i < frames.length; i++) {
    lastsMs += nominalMs(frames[i - 1]!);
    const isNext = frames[i]!.sequence === (frames[i - 1]!.sequence + 1) >>> 0;
    if (isNext && lastsMs < STRETCH_MS && i < frames.length - 1) continue;
    if (isNext && lastsMs > STRETCH_MS / 2) shares.push((timesMs[i]! - timesMs[from]!) / lastsMs);
    from = i;
    lastsMs = 0;
  }
  const middle = shares.sort((a, b) => a - b)[shares.length >> 1] ?? 1;
  return Math.min(1 / SHORTEST_SHARE, Math.max(SHORTEST_SHARE, middle));
}

/** Logged frames as blocks in SI units, calibrated where there is a correction. */
export function* loggedBlocks(
  frames: readonly MotionFrame[],
  now: ClockReading | null,
  correction: Correction | undefined,
): Generator<SampleBlock> {
  const timesMs = measuredTimesMs(frames, loggedTimesMs(frames, now));
  for (const [i, frame] of frames.entries()) {
    const { sampleCount, samplesRaw, configuration } = frame;
    const block = carve(ANYWHERE, sampleCount, 0);
    // Up to the next frame, where that follows at once.
    const lastsMs = Math.min((timesMs[i + 1] ?? Number.POSITIVE_INFINITY) - timesMs[i]!, nominalMs(frame));
    for (let k = 0; k < sampleCount; k++) block.tMs[k] = wholeMicroseconds(timesMs[i]! + (lastsMs * k) / sampleCount);
    putCounts(block, 0, samplesRaw, configuration, correction);
    yield block;
  }
}
