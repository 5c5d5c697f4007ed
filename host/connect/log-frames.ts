import { type Decoded, decoded, discarded } from '../../protocol/decoded.ts';
import { decompressSamples, LOG_HEAD_BYTES, readLogHead } from '../../protocol/log-code.ts';
import type { LogBlock } from '../../protocol/message.ts';
import { motionConfiguration } from '../../protocol/motion-configuration.ts';
import { AXES_PER_SAMPLE, type MotionFrame } from '../../protocol/motion-frame.ts';

/** Frames that a band kept in flash, as it would have sent them: the same samples, sequences and clock. */
export interface LoggedBlock {
  readonly number: number;
  /** Modulo 2^16; sequences and ticks begin anew with each. */
  readonly boot: number;
  readonly frames: readonly MotionFrame[];
}

/** Ticks of the first and of the last frame are the band's; those between lie evenly, within a millisecond of what it would have sent. */
export function loggedFrames({ number, block }: LogBlock): Decoded<LoggedBlock> {
  const head = readLogHead(block);
  if (!head) return discarded('not a block of the log');
  const { samplesPerFrame, frames: count } = head;
  const configuration = motionConfiguration(head.configurationId);
  if (!configuration) return discarded('no such configuration');
  const samplesRaw = decompressSamples(block.subarray(LOG_HEAD_BYTES), samplesPerFrame * count);
  if (!samplesRaw || samplesRaw.length === 0) return discarded('samples are not whole');
  const stepUs = ((head.lastTicksUs - head.ticksUs) >>> 0) / Math.max(1, count - 1);
  const valuesPerFrame = AXES_PER_SAMPLE * samplesPerFrame;
  const frames = Array.from({ length: count }, (_, i) => ({
    sequence: (head.sequence + i) >>> 0,
    ticksUs: (head.ticksUs + Math.round(i * stepUs)) >>> 0,
    configuration,
    sampleCount: samplesPerFrame,
    samplesRaw: samplesRaw.subarray(i * valuesPerFrame, (i + 1) * valuesPerFrame),
  }));
  return decoded({ number, boot: head.boot, frames });
}

/** Frames of one start as they were measured, each once: what was sent shortly before a break is logged behind the break's first block. */
export function inOrderOfMeasuring(frames: readonly MotionFrame[]): MotionFrame[] {
  const [first] = frames;
  if (!first) return [];
  const bySequence = new Map(frames.map((frame) => [frame.sequence, frame]));
  const since = ({ sequence }: MotionFrame): number => (sequence - first.sequence) | 0;
  return [...bySequence.values()].sort((a, b) => since(a) - since(b));
}
