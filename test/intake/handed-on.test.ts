import fc from 'fast-check';
import { expect, test } from 'vitest';
import { handedOn, LATE } from '../../host/intake/handed-on.ts';
import { initialIntake, type RecordedFrame, stepIntake } from '../../host/intake/intake.ts';
import type { SampleBlock } from '../../host/motion/samples.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { MotionFrame } from '../../protocol/motion-frame.ts';
import { SEED } from '../seeded.ts';

const PER_FRAME = 3;
const FRAME_MS = (1000 * PER_FRAME) / DEFAULT_MOTION_CONFIGURATION.rateHz;

function frameOf(sequence: number): MotionFrame {
  const samplesRaw = Int16Array.from({ length: 6 * PER_FRAME }, (_, at) => ((sequence * 97 + at * 31) % 5000) - 2500);
  const ticksUs = Math.round(sequence * FRAME_MS * 1000) >>> 0;
  return { sequence, ticksUs, configuration: DEFAULT_MOTION_CONFIGURATION, sampleCount: PER_FRAME, samplesRaw };
}

/** Frames with the delay each has on its way; those that come more than a third of a second late are recorded only. */
function live(delaysMs: readonly (number | null)[]): { blocks: SampleBlock[]; recorded: RecordedFrame[] } {
  const state = initialIntake('thigh');
  const blocks: SampleBlock[] = [];
  const recorded: RecordedFrame[] = [];
  const arrivals = delaysMs
    .map((delayMs, sequence) => ({ sequence, atMs: sequence * FRAME_MS + (delayMs ?? Number.NaN) }))
    .filter(({ atMs }) => !Number.isNaN(atMs))
    .sort((a, b) => a.atMs - b.atMs);
  for (const { sequence, atMs } of arrivals) {
    const [, output] = stepIntake(state, { kind: 'frame', frame: frameOf(sequence), atMs });
    const [, later] = stepIntake(state, { kind: 'time', atMs: atMs + 1 });
    blocks.push(...output.blocks, ...later.blocks);
    recorded.push(...output.recorded, ...later.recorded);
  }
  return { blocks, recorded };
}

const numbersOf = (blocks: readonly SampleBlock[]): number[] =>
  blocks.flatMap(({ count, tMs, gyroRadS, accMs2, filled }) =>
    Array.from({ length: count }, (_, i) => [
      ...[tMs[i]!, filled[i]!],
      ...gyroRadS.subarray(3 * i, 3 * i + 3),
      ...accMs2.subarray(3 * i, 3 * i + 3),
    ]).flat(),
  );

const delay = fc.oneof(
  { weight: 12, arbitrary: fc.double({ min: 5, max: 40, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.double({ min: 300, max: 900, noNaN: true }) },
);

test('the record gives what was handed to motion, number for number, whatever was lost or late', () => {
  fc.assert(
    fc.property(fc.array(delay, { minLength: 20, maxLength: 120 }), (delaysMs) => {
      const { blocks, recorded } = live(delaysMs);
      expect(numbersOf([...handedOn('thigh', recorded)])).toStrictEqual(numbersOf(blocks));
    }),
    { seed: SEED },
  );
});

test('a frame that comes too late is in the record, marked, and not among what was handed on', () => {
  const { blocks, recorded } = live(Array.from({ length: 80 }, (_, i) => (i === 30 ? 600 : 10)));
  const late = recorded.filter(({ marks }) => marks?.[0] === LATE);
  expect(late.map(({ sequence }) => sequence)).toEqual([30]);
  expect(numbersOf([...handedOn('thigh', recorded)])).toStrictEqual(numbersOf(blocks));
});

test('times are whole microseconds, so that seven decimals of a second keep them', () => {
  const { blocks } = live(Array.from({ length: 40 }, (_, i) => 10 + (i % 7) / 3));
  for (const block of blocks) {
    for (const tMs of block.tMs) expect(Math.round(Number((tMs / 1000).toFixed(7)) * 1e6) / 1000).toBe(tMs);
  }
});
