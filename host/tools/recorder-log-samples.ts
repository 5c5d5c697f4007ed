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
 * Times of logged frames, ms. The band's clock wraps after 71 minutes: frames less than that apart are placed rightly.
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

/** Logged frames as blocks in SI units, calibrated where there is a correction. */
export function* loggedBlocks(
  frames: readonly MotionFrame[],
  now: ClockReading | null,
  correction: Correction | undefined,
): Generator<SampleBlock> {
  const timesMs = loggedTimesMs(frames, now);
  for (const [i, { sampleCount, samplesRaw, configuration }] of frames.entries()) {
    const block = carve(ANYWHERE, sampleCount, 0);
    for (let k = 0; k < sampleCount; k++)
      block.tMs[k] = wholeMicroseconds(timesMs[i]! + (1000 * k) / configuration.rateHz);
    putCounts(block, 0, samplesRaw, configuration, correction);
    yield block;
  }
}
