import AHRS from 'ahrs';
import { exerciseById } from '../host/motion/exercise-library.ts';
import { initialMovement, stepMovement } from '../host/motion/movement.ts';
import { initialOrientation, stepOrientation } from '../host/motion/orientation/orientation.ts';
import type { SampleBlock } from '../host/motion/samples.ts';
import { knownKnee } from '../test/motion/known-knee.ts';
import { interleave } from '../test/motion/recording.ts';

/** Samples a block: what one radio frame carries at a payload of 244 bytes. */
const FRAME = 19;
const RATE_HZ = 104;
const ROUNDS = 7;

function frames(size: number): SampleBlock[] {
  const knee = knownKnee(1, { parts: ['rest', 'set', 'fidget'], partS: 20 });
  return interleave(knee.recordings, () => size);
}

/** Fastest of a few rounds, after warming up: the others were disturbed. */
function nsPerSample(samples: number, run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const from = process.hrtime.bigint();
    run();
    best = Math.min(best, Number(process.hrtime.bigint() - from) / samples);
  }
  return best;
}

/** VQF 6D, one sensor, ns a sample. */
export function vqfNsPerSample(size = FRAME): number {
  const blocks = frames(size).filter((block) => block.sensor === 'shank');
  return nsPerSample(count(blocks), () => {
    let state = initialOrientation(RATE_HZ);
    for (const block of blocks) state = stepOrientation(state, block)[0];
  });
}

/** Orientation, joint angle, repetitions and cues of two sensors, ns a sample of either. */
export function movementNsPerSample(size = FRAME): number {
  const blocks = frames(size);
  const exercise = exerciseById('knee-extension')!;
  return nsPerSample(count(blocks), () => {
    let state = initialMovement({ exercise, rateHz: RATE_HZ });
    for (const block of blocks) state = stepMovement(state, block)[0];
  });
}

/** The obvious alternative: npm `ahrs`, Madgwick without magnetometer, its own way of use: a call and a quaternion a sample. */
export function ahrsNsPerSample(): number {
  const blocks = frames(FRAME).filter((block) => block.sensor === 'shank');
  return nsPerSample(count(blocks), () => {
    const filter = new AHRS({ sampleInterval: RATE_HZ, algorithm: 'Madgwick', beta: 0.1 });
    let kept = 0;
    for (const { count: samples, gyroRadS: g, accMs2: a } of blocks) {
      for (let i = 0; i < 3 * samples; i += 3) {
        filter.update(g[i]!, g[i + 1]!, g[i + 2]!, a[i]!, a[i + 1]!, a[i + 2]!);
        kept += filter.getQuaternion().w;
      }
    }
    if (Number.isNaN(kept)) throw new Error('the alternative lost its orientation');
  });
}

const count = (blocks: readonly SampleBlock[]): number => blocks.reduce((sum, block) => sum + block.count, 0);

if (import.meta.main) {
  console.log('ahrs Madgwick 6D', ahrsNsPerSample().toFixed(0), 'ns/sample');
  for (const size of [FRAME, 10, 3]) {
    console.log(
      `blocks of ${size}: VQF 6D`,
      vqfNsPerSample(size).toFixed(0),
      'movement',
      movementNsPerSample(size).toFixed(0),
      'ns/sample',
    );
  }
}
