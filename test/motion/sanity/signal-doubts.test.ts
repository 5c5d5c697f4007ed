import { expect, test } from 'vitest';
import type { SampleBlock } from '../../../host/motion/samples.ts';
import { signalDoubts } from '../../../host/motion/sanity/signal-doubts.ts';
import { initialSignalLog, noteSignal } from '../../../host/motion/sanity/signal-log.ts';

const RATE_HZ = 30;

/** Twenty seconds of one sensor, of which some samples were never recorded. */
function recorded(isKept: (sample: number) => boolean): SampleBlock {
  const kept = Array.from({ length: 20 * RATE_HZ }, (_, i) => i).filter(isKept);
  const wave = (i: number, k: number): number => Math.sin(0.7 * i + k);
  const three = (scale: number): Float64Array =>
    Float64Array.from(kept.flatMap((i) => [0, 1, 2].map((axis) => scale * wave(i, axis))));
  const tMs = Float64Array.from(kept, (i) => (1000 * i) / RATE_HZ);
  const filled = new Uint8Array(kept.length);
  return { sensor: 'shank', count: kept.length, tMs, gyroRadS: three(1), accMs2: three(9), filled };
}

function doubtsFrom10To14(block: SampleBlock) {
  const log = initialSignalLog();
  noteSignal(log, block);
  return signalDoubts('left shin', log, RATE_HZ, { startMs: 10_000, endMs: 14_000 });
}

test('a logger that leaves out every fifth sample throughout has lost none', () => {
  expect(doubtsFrom10To14(recorded((i) => i % 5 !== 4))).toEqual([]);
});

test('a second without samples is told as the share it is', () => {
  const [doubt, ...others] = doubtsFrom10To14(recorded((i) => i < 11 * RATE_HZ || i >= 12 * RATE_HZ));
  expect(others).toEqual([]);
  expect(doubt).toMatchObject({ kind: 'dropout', sensor: 'left shin' });
  expect(doubt?.kind === 'dropout' && Math.abs(doubt.share - 0.25)).toBeLessThan(0.04);
});

test('a recording that ends in mid-repetition lost the rest of it', () => {
  expect(doubtsFrom10To14(recorded((i) => i < 12 * RATE_HZ))).toMatchObject([{ kind: 'dropout' }]);
});
