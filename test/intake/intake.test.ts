import fc from 'fast-check';
import { expect, test } from 'vitest';
import { initialIntake, stepIntake } from '../../host/intake/intake.ts';
import type { SampleBlock } from '../../host/motion/samples.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { MotionFrame } from '../../protocol/motion-frame.ts';
import { SEED } from '../seeded.ts';

const PER_FRAME = 3;
const FRAME_MS = (1000 * PER_FRAME) / DEFAULT_MOTION_CONFIGURATION.rateHz;

/** A ramp: every axis of sample number i reads i, so that interpolation has a known answer. */
function ramp(sequence: number): MotionFrame {
  const samplesRaw = Int16Array.from({ length: 6 * PER_FRAME }, (_, at) => sequence * PER_FRAME + Math.floor(at / 6));
  return {
    sequence,
    ticksUs: Math.round(sequence * FRAME_MS * 1000) >>> 0,
    configuration: DEFAULT_MOTION_CONFIGURATION,
    sampleCount: PER_FRAME,
    samplesRaw,
  };
}

function run(sequences: readonly number[]): { blocks: SampleBlock[]; recorded: number[] } {
  const state = initialIntake('thigh');
  const blocks: SampleBlock[] = [];
  const recorded: number[] = [];
  for (const sequence of sequences) {
    const [, output] = stepIntake(state, { kind: 'frame', frame: ramp(sequence), atMs: (sequence + 1) * FRAME_MS + 5 });
    blocks.push(...output.blocks);
    recorded.push(...output.recorded.map((frame) => frame.sequence));
  }
  const [, rest] = stepIntake(state, { kind: 'time', atMs: 1e6 });
  blocks.push(...rest.blocks);
  recorded.push(...rest.recorded.map((frame) => frame.sequence));
  return { blocks, recorded };
}

test('counts become SI units', () => {
  const [first] = run([7]).blocks;
  expect(first!.gyroRadS[0]).toBeCloseTo(21 * DEFAULT_MOTION_CONFIGURATION.gyroRadSPerRaw, 12);
  expect(first!.accMs2[3]).toBeCloseTo(22 * DEFAULT_MOTION_CONFIGURATION.accMs2PerRaw, 12);
});

test('a gap is filled on a straight line, marked, and the stream keeps its rate', () => {
  const { blocks } = run([0, 1, 5, 6]);
  const gyro = blocks.flatMap((block) => Array.from({ length: block.count }, (_, i) => block.gyroRadS[3 * i]!));
  const filled = blocks.flatMap((block) => [...block.filled]);
  expect(gyro.map((value) => Math.round(value / DEFAULT_MOTION_CONFIGURATION.gyroRadSPerRaw))).toEqual(
    gyro.map((_, index) => index),
  );
  expect(filled.filter((mark) => mark === 1)).toHaveLength(9);
});

test('times rise strictly and blocks are never written again, whatever is lost', () => {
  const kept = fc.subarray(
    Array.from({ length: 60 }, (_, i) => i),
    { minLength: 5 },
  );
  fc.assert(
    fc.property(kept, (sequences) => {
      const { blocks, recorded } = run(sequences);
      const times = blocks.flatMap((block) => [...block.tMs]);
      expect(times.every((t, index) => index === 0 || t > times[index - 1]!)).toBe(true);
      expect(recorded).toEqual(sequences);
      const copies = blocks.map((block) => structuredClone(block.gyroRadS));
      run(sequences);
      expect(blocks.map((block) => block.gyroRadS)).toEqual(copies);
    }),
    { seed: SEED },
  );
});

test('a silence of more than a second is left open instead of invented', () => {
  const { blocks } = run([0, 1, 90, 91]);
  expect(blocks.flatMap((block) => [...block.filled]).every((mark) => mark === 0)).toBe(true);
});
