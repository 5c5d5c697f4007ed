import fc from 'fast-check';
import type * as Hard from '../../protocol/limits.ts';
import type * as Shape from '../../protocol/pulse-shape.ts';
import type * as Session from '../../protocol/session.ts';
import type { SessionConfig, SessionState } from '../../protocol/session.ts';
import type * as Ceiling from '../../protocol/session-ceiling.ts';
import type * as Memory from '../../protocol/session-memory.ts';
import type * as Moves from '../protocol/session-moves.ts';
import { bytesOf } from '../protocol/session-pulses.ts';
import type * as Walk from '../protocol/session-walk.ts';
import type { ModuleLoader } from './module-loader.ts';

/** The same walks through the reducer there and through one that may be a mutant. */

interface Reducer {
  readonly session: typeof Session;
  readonly memory: typeof Memory;
  readonly shape: typeof Shape;
  readonly ceiling: typeof Ceiling;
}

const reducerOf = (loader: ModuleLoader, root: string): Reducer => ({
  session: loader.load(`${root}/protocol/session.ts`) as typeof Session,
  memory: loader.load(`${root}/protocol/session-memory.ts`) as typeof Memory,
  shape: loader.load(`${root}/protocol/pulse-shape.ts`) as typeof Shape,
  ceiling: loader.load(`${root}/protocol/session-ceiling.ts`) as typeof Ceiling,
});

type Witnessed = Parameters<NonNullable<Parameters<typeof Walk.walk>[3]>>[0];

/** All that a band, its flash or its host could ever see of a state. */
const seen = ({ session, memory }: Reducer, state: SessionState): string =>
  JSON.stringify([
    state,
    session.telemetryOf(state, 1, 2),
    session.acknowledgementOf(state),
    memory.memoryOf(state),
    [session.isLive(state), session.isRunning(state), session.latestNow(state), session.remainingMs(state)],
  ]);

class Difference extends Error {}

const segment = fc.tuple(fc.integer({ min: -1001, max: 1001 }), fc.integer({ min: 0, max: 600 }));
const balanced = fc
  .array(fc.tuple(fc.constantFrom(1000, 500, 250, 0), fc.integer({ min: 39, max: 502 })), { maxLength: 17 })
  .chain((pairs) =>
    fc.integer({ min: -21, max: 21 }).map((skew) =>
      pairs.flatMap(([s, w]) => [
        [s, w],
        [Math.max(-1000, skew - s), w],
      ]),
    ),
  );
const pattern = fc
  .oneof(fc.array(segment, { maxLength: 34 }), balanced)
  .map((segments) => bytesOf(segments.map(([share, widthUs]) => ({ sharePermille: share!, widthUs: widthUs! }))));
const around = (...bounds: readonly number[]) =>
  fc.oneof(
    fc.constantFrom(...bounds.flatMap((bound) => [bound - 1, bound, bound + 1]), Number.NaN, 0.5),
    fc.integer({ min: 0, max: 2 * Math.max(...bounds) }),
  );

/** `null` where nobody could tell one from the other. */
export function sessionDifference(
  original: ModuleLoader,
  mutant: ModuleLoader,
  root: string,
  seed: number,
  steps: number,
): string | null {
  const { HARD_CEILINGS } = original.load(`${root}/protocol/limits.ts`) as typeof Hard;
  const { moves } = original.load(`${root}/test/protocol/session-moves.ts`) as typeof Moves;
  const { CONFIGS, WalkStatistics, walk } = original.load(`${root}/test/protocol/session-walk.ts`) as typeof Walk;

  function follow({ session, memory }: Reducer, state: SessionState, event: Witnessed): void {
    if (typeof event === 'string') return;
    if (event.kind !== 'RESTARTED') {
      session.stepSession(state, event);
      return;
    }
    const { prescription, config } = state;
    Object.assign(state, memory.restoredSession(config, HARD_CEILINGS, JSON.parse(event.memory), 1000));
    if (prescription !== null && !event.loses) session.restorePrescription(state, prescription);
  }

  function compareWalks(both: readonly [Reducer, Reducer], config: SessionConfig, batch: number): number {
    const statistics = new WalkStatistics();
    for (const path of fc.sample(moves, { numRuns: 20, seed: seed * 7919 + batch })) {
      const states = both.map((one) => one.session.initialSession(config, 1, HARD_CEILINGS)) as [
        SessionState,
        SessionState,
      ];
      if (seen(both[0], states[0]) !== seen(both[1], states[1])) throw new Difference('initialSession');
      walk(path, config, statistics, (event) => {
        follow(both[0], states[0], event);
        follow(both[1], states[1], event);
        if (seen(both[0], states[0]) !== seen(both[1], states[1])) throw new Difference(JSON.stringify(event));
      });
    }
    return statistics.steps;
  }

  function compareShapes([one, other]: readonly [Reducer, Reducer]): void {
    const numbers = fc.record({
      pattern,
      phaseUs: around(40, 500),
      rateMillihertz: around(500, 200_000),
      ceilingUa: around(1_000, 80_000),
      sessionMs: around(60_000),
      padAreaMm2: around(1_600, 10_000),
    });
    for (const asked of fc.sample(numbers, { numRuns: 5_000, seed })) {
      const said = [one, other].map(({ shape, ceiling }) => [
        shape.shapeOf(asked.pattern),
        ceiling.prescriptionFlaw(asked, HARD_CEILINGS),
        ceiling.prescriptionFlaw({ ...asked, pattern: new Uint8Array(0) }, HARD_CEILINGS),
      ]);
      if (JSON.stringify(said[0]) !== JSON.stringify(said[1])) throw new Difference('a pulse');
    }
  }

  try {
    const both = [reducerOf(original, root), reducerOf(mutant, root)] as const;
    const [configuration, other] = both.map(({ session }) => JSON.stringify(session.DEFAULT_SESSION_CONFIG));
    if (configuration !== other) return 'the default configuration';
    compareShapes(both);
    // A tick need not be that of every band: other ticks make other sums.
    const configs = [
      ...CONFIGS,
      { ...CONFIGS[1]!, tickMs: 70, rampDownMs: 490 },
      both[0].session.DEFAULT_SESSION_CONFIG,
    ];
    for (let batch = 0, done = 0; done < steps; batch++)
      done += compareWalks(both, configs[batch % configs.length]!, batch);
    return null;
  } catch (error) {
    return String(error).slice(0, 200);
  }
}
