import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { SEED } from '../seeded.ts';
import { INVARIANTS } from './session-invariants.ts';
import { moves } from './session-moves.ts';
import { CONFIGS, WalkStatistics, walk } from './session-walk.ts';

const RUNS = Number(process.env.LIMBER_RUNS ?? 120);
const statistics = new WalkStatistics();

/** `npm run verify:stim` is the long form of this. */
describe(`random and state-targeted walks hold the invariants (seed ${SEED})`, () => {
  afterAll(() => console.log(`session properties: ${statistics.steps} steps, seed ${SEED}`));

  test.each(CONFIGS.map((config) => [config.restPolicy, config.sealRequired, config] as const))(
    'rest %s, seal required %s',
    (_rest, _seal, config) => {
      fc.assert(
        fc.property(moves, (path) => walk(path, config, statistics)),
        { seed: SEED, numRuns: RUNS },
      );
    },
    600_000,
  );

  test('and judge each of them', () => {
    for (const id of Object.keys(INVARIANTS))
      expect(statistics.tally.counts, id).toHaveProperty(id, expect.any(Number));
    expect(Math.min(...Object.values(statistics.tally.counts))).toBeGreaterThan(0);
  });
});
