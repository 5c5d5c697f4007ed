import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decompressSamples } from '../../protocol/log-code.ts';
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

test('whatever a sensor gives comes back value for value, in at most twelve bytes a sample', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 127 }).chain((samples) => anyCounts(samples)),
      (counts) => {
        const samples = Int16Array.from(counts);
        const data = compressed(samples);
        expect(data.length).toBeLessThanOrEqual(samples.byteLength);
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
