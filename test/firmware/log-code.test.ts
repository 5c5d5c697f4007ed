import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decompressSamples, LOG_HEAD_BYTES, readLogHead } from '../../protocol/log-code.ts';
import { PER_WORD } from '../../protocol/log-digits.ts';
import { SEED } from '../seeded.ts';
import { compressed } from './compressed-samples.ts';

const anyCounts = (samples: number) =>
  fc.oneof(
    fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 6 * samples, maxLength: 6 * samples }),
    fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 6 * samples, maxLength: 6 * samples }),
    fc.array(fc.constantFrom(-32768, -1, 0, 1, 127, 128, 255, 256, 32767), {
      minLength: 6 * samples,
      maxLength: 6 * samples,
    }),
  );

/** The first sample, six widths, and what the last word of each axis has too much. */
const ENDS_BYTES = 12 + 6 + 6 * 3;

test('whatever a sensor gives comes back value for value, in at most twelve bytes a sample and what a block begins with', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 84 }).chain((samples) => anyCounts(samples)),
      (counts) => {
        const samples = Int16Array.from(counts);
        const data = compressed(samples);
        expect(data.length).toBeLessThanOrEqual(samples.byteLength + ENDS_BYTES);
        expect(decompressSamples(data, counts.length / 6)).toEqual(samples);
      },
    ),
    { seed: SEED, numRuns: 150 },
  );
});

test('bytes that are no block are refused or give samples, never an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0, max: 30 }), (data, samples) => {
      expect(decompressSamples(data, samples)?.length ?? 6 * samples).toBe(6 * samples);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test('bytes of six widths that there are are samples whatever stands behind, of a length that fits the bytes', () => {
  const widths = fc.array(fc.constantFrom(0, 3, 9, 16, 20, 25), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(
      widths,
      fc.integer({ min: 1, max: 90 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
      (forms, samples, bytes) => {
        const words = forms.map((form) => 4 * Math.ceil(samples / PER_WORD[form % 16]!) + (form < 16 ? 0 : samples));
        const length = words.reduce((sum, size) => sum + size, 0);
        const data = Uint8Array.from([...new Uint8Array(12), ...forms, ...bytes.take(length)]);
        expect(decompressSamples(data, samples)?.length).toBe(6 * samples);
        expect(decompressSamples(data.subarray(1), samples)).toBeNull();
        expect(decompressSamples(data, 65025)).toBeNull();
      },
    ),
    { seed: SEED, numRuns: 200 },
  );
});

test('a block that earlier firmware compressed in its own way is told apart by its configuration, and is none', () => {
  const block = new Uint8Array(LOG_HEAD_BYTES + 18);
  block.set([1, 3, 24], 14);
  expect(readLogHead(block)).toBeNull();
  block[14] = 129;
  expect(readLogHead(block)).toMatchObject({ configurationId: 1, samplesPerFrame: 3, frames: 24 });
});
