import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { fuzz } from './fuzz.ts';
import { FUZZ_TARGETS } from './targets.ts';

/** `npm run fuzz -- --inputs 1000000` takes the whole way. */
const INPUTS = 4_000;

test.each(FUZZ_TARGETS.map((target) => [target.name, target] as const))(
  `%s: ${INPUTS} bent and random inputs are refused or read, in bounded time and memory, and a valid one after them is understood`,
  (_, target) => {
    const report = fuzz(target, { inputs: INPUTS, seed: SEED });
    expect(report.findings).toEqual([]);
    expect(report.taken).toBeLessThan(INPUTS);
  },
);
