import fc from 'fast-check';
import { afterAll, describe, test } from 'vitest';
import { HARD_CEILINGS } from '../../protocol/limits.ts';
import type { RestPolicy } from '../../protocol/session.ts';
import { initialSession, stepSession } from '../../protocol/session.ts';
import { SessionMonitor } from './session-monitor.ts';
import type { Move } from './session-moves.ts';
import { BRIEF_CONFIG, moves, Walker } from './session-moves.ts';

const SEED = Number(process.env.LIMBER_SEED ?? 20_261_122);
const RUNS = Number(process.env.LIMBER_RUNS ?? 250);
let steps = 0;

function walk(path: readonly Move[], restPolicy: RestPolicy): void {
  const config = { ...BRIEF_CONFIG, restPolicy };
  const state = initialSession(config, 1, HARD_CEILINGS);
  const monitor = new SessionMonitor(config);
  const walker = new Walker();
  for (const move of [...path, { kind: 'wait', ticks: 60, leases: false } as const]) {
    for (const event of walker.events(state, move)) {
      const before = { ...state };
      stepSession(state, event);
      monitor.check(before, event, state);
    }
  }
  steps += monitor.steps;
  if (state.currentUa !== 0) throw new Error('I15 without any input the output is 0');
}

describe(`random and state-targeted walks hold the invariants (seed ${SEED})`, () => {
  afterAll(() => console.log(`session properties: ${steps} steps, seed ${SEED}`));

  test.each<RestPolicy>(['full', 'proportional'])(
    'with rest %s',
    (restPolicy) => {
      fc.assert(
        fc.property(moves, (path) => walk(path, restPolicy)),
        { seed: SEED, numRuns: RUNS },
      );
    },
    600_000,
  );
});
