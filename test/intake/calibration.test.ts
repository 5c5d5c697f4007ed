import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Correction, correctionOf } from '../../host/intake/calibration.ts';
import { handedOn } from '../../host/intake/handed-on.ts';
import { initialIntake, type RecordedFrame, stepIntake } from '../../host/intake/intake.ts';
import { corrected } from '../../host/motion/calibration/accelerometer-model.ts';
import type { SampleBlock } from '../../host/motion/samples.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { MotionFrame } from '../../protocol/motion-frame.ts';
import { seededRandom } from '../../sim/random.ts';
import { SEED } from '../seeded.ts';

const SAMPLES = 3;
const FRAME_MS = (1000 * SAMPLES) / 104;
const GYRO = { biasRadS: [0.004, -0.002, 0.001], sigmaRadS: 1e-5 } as const;
const ACCELEROMETER = {
  poses: 18,
  offsetMs2: [0.3, -0.2, 0.1],
  matrix: [1.01, 0.003, -0.002, 0.99, 0.001, 1.004],
  tiltSigmaRad: 1e-3,
} as const;
const CORRECTION = correctionOf({ madeAtS: 1, gyro: GYRO, accelerometer: ACCELEROMETER })!;

function frameOf(sequence: number, samplesRaw: Int16Array): MotionFrame {
  const ticksUs = Math.round(sequence * FRAME_MS * 1000) >>> 0;
  return { sequence, ticksUs, configuration: DEFAULT_MOTION_CONFIGURATION, sampleCount: SAMPLES, samplesRaw };
}

/** Every seventh frame is lost, so that gaps are filled. */
function takenIn(frames: readonly Int16Array[], correction?: Correction) {
  const state = initialIntake('thigh', correction);
  const blocks: SampleBlock[] = [];
  const recorded: RecordedFrame[] = [];
  frames.forEach((raw, sequence) => {
    const atMs = (sequence + 1) * FRAME_MS + 5;
    const inputs = [{ kind: 'time' as const, atMs }];
    const outputs =
      sequence % 7 === 3 ? [] : [stepIntake(state, { kind: 'frame', frame: frameOf(sequence, raw), atMs })];
    for (const input of inputs) outputs.push(stepIntake(state, input));
    for (const [, output] of outputs) {
      blocks.push(...output.blocks);
      recorded.push(...output.recorded);
    }
  });
  const [, rest] = stepIntake(state, { kind: 'time', atMs: 1e6 });
  return { blocks: [...blocks, ...rest.blocks], recorded: [...recorded, ...rest.recorded] };
}

function someFrames(count: number): Int16Array[] {
  const random = seededRandom(SEED);
  return Array.from({ length: count }, () =>
    Int16Array.from({ length: 6 * SAMPLES }, () => Math.round(random.uniform(-30000, 30000))),
  );
}

const numbersOf = (blocks: readonly SampleBlock[]): number[] =>
  blocks.flatMap(({ tMs, gyroRadS, accMs2 }) => [...tMs, ...gyroRadS, ...accMs2]);

test('rate less its bias, force through the matrix', () => {
  const frames = someFrames(3);
  const [plain, calibrated] = [takenIn(frames).blocks, takenIn(frames, CORRECTION).blocks];
  plain.forEach((block, b) => {
    for (let at = 0; at < 3 * block.count; at += 3) {
      const force = corrected(ACCELEROMETER, [block.accMs2[at]!, block.accMs2[at + 1]!, block.accMs2[at + 2]!]);
      for (let k = 0; k < 3; k++) {
        expect(calibrated[b]!.gyroRadS[at + k]).toBe(block.gyroRadS[at + k]! - GYRO.biasRadS[k]!);
        expect(calibrated[b]!.accMs2[at + k]).toBe(force[k]);
      }
    }
  });
});

test('from the records the same numbers come again to the last bit, over gaps too', () => {
  const { blocks, recorded } = takenIn(someFrames(60), CORRECTION);
  const records = recorded.map((frame) => ({ ...frame, correction: CORRECTION }));
  expect(numbersOf([...handedOn('thigh', records)])).toStrictEqual(numbersOf(blocks));
});

test('without a calibration nothing changes', () => {
  const frames = someFrames(20);
  const nothing = correctionOf({ madeAtS: 1, gyro: { biasRadS: [0, 0, 0], sigmaRadS: 0 } })!;
  expect(numbersOf(takenIn(frames, nothing).blocks)).toStrictEqual(numbersOf(takenIn(frames).blocks));
});

test('an axis at the end of its range stays there, whatever the others do: saturation can still be seen', () => {
  fc.assert(
    fc.property(fc.constantFrom(32767, -32768), fc.integer({ min: 0, max: 2 }), (end, axis) => {
      const frames = someFrames(4);
      for (const raw of frames) for (let i = 0; i < SAMPLES; i++) raw[6 * i + 3 + axis] = end;
      const values = takenIn(frames, CORRECTION).blocks.flatMap(({ accMs2 }) =>
        [...accMs2].filter((_, k) => k % 3 === axis),
      );
      expect(new Set(values)).toEqual(new Set([end * DEFAULT_MOTION_CONFIGURATION.accMs2PerRaw]));
    }),
    { seed: SEED },
  );
});
