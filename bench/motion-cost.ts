import { exerciseById } from '../host/motion/exercise-library.ts';
import { initialMovement, LEVEL_RATE_HZ, stepMovement } from '../host/motion/movement.ts';
import { initialOrientation, ORIENTED, orient } from '../host/motion/orientation/orientation.ts';
import type { SampleBlock } from '../host/motion/samples.ts';
import { initialSignalLog, noteSignal } from '../host/motion/sanity/signal-log.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../protocol/motion-configuration.ts';
import { knownKnee } from '../test/motion/known-knee.ts';
import { interleave } from '../test/motion/recording.ts';

/** A program of its own: CPU ns a sample of the pure stages of motion, at three sizes of frames. */
const { rateHz } = DEFAULT_MOTION_CONFIGURATION;
const ROUNDS = 15;
const EXERCISE = exerciseById('knee-extension')!;
/** Smaller than any target: nothing counts, so nothing is measured on a repetition. */
const FAR = { ...EXERCISE, targetDeg: { low: 400, high: 500 } };

/** Fastest of a few rounds, after warming up: the others were disturbed. */
function nsPerSample(blocks: readonly SampleBlock[], run: () => void): string {
  const samples = blocks.reduce((sum, block) => sum + block.count, 0);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const from = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(from);
    best = Math.min(best, (1000 * (user + system)) / samples);
  }
  return `${best.toFixed(0)} ns`;
}

function forEach<State>(blocks: readonly SampleBlock[], initial: () => State): Map<string, State> {
  return new Map([...new Set(blocks.map(({ sensor }) => sensor))].map((sensor) => [sensor, initial()]));
}

function orientation(blocks: readonly SampleBlock[]): void {
  const rows = new Float64Array(64 * ORIENTED);
  const states = forEach(blocks, () => initialOrientation(rateHz, 1, LEVEL_RATE_HZ));
  for (const block of blocks) orient(states.get(block.sensor)!, block, rows, 0);
}

function sanity(blocks: readonly SampleBlock[]): void {
  const rows = new Float64Array(64 * ORIENTED);
  const logs = forEach(blocks, initialSignalLog);
  for (const block of blocks) noteSignal(logs.get(block.sensor)!, block, rows, 0);
}

function movement(blocks: readonly SampleBlock[], exercise: typeof EXERCISE): void {
  let state = initialMovement({ exercise, rateHz });
  for (const block of blocks) state = stepMovement(state, block)[0];
}

if (import.meta.main) {
  const knee = knownKnee(1, { parts: ['rest', 'set', 'fidget'], partS: 30 });
  for (const size of [19, 9, 3]) {
    const blocks = interleave(knee.recordings, () => size);
    console.log(`frames of ${size}:`);
    console.log(
      '  orientation',
      nsPerSample(blocks, () => orientation(blocks)),
    );
    console.log(
      '  sanity',
      nsPerSample(blocks, () => sanity(blocks)),
    );
    console.log(
      '  all of movement',
      nsPerSample(blocks, () => movement(blocks, EXERCISE)),
    );
    console.log(
      '  the same without a repetition',
      nsPerSample(blocks, () => movement(blocks, FAR)),
    );
  }
}
