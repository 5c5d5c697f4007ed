import { expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { soak } from './soak.ts';
import { summaryLines } from './summary-lines.ts';
import { verdict } from './verdict.ts';

/** `npm run soak -- --minutes 10` takes the whole way. */
const DURATION_MS = 60_000;

test.each([SEED, SEED + 1])(
  'a minute of faults: each sample is stored or told as lost, memory is flat, no current outlives its lease, all are back within 5 s (seed %i)',
  async (seed) => {
    const report = await soak({ seed, durationMs: DURATION_MS });
    const flaws = verdict(report);
    if (flaws.length > 0) console.log(summaryLines(report).join('\n'));
    expect(flaws).toEqual([]);
  },
  60_000,
);
