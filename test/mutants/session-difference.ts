import fc from 'fast-check';
import type * as Hard from '../../protocol/limits.ts';
import type * as Shape from '../../protocol/pulse-shape.ts';
import type * as Session from '../../protocol/session.ts';
import type { SessionConfig, SessionState } from '../../protocol/session.ts';
import type * as Memory from '../../protocol/session-memory.ts';
import type * as Moves from '../protocol/session-moves.ts';
import type * as Walk from '../protocol/session-walk.ts';

/**
 * `node session-difference.ts <root of the untouched project> <seed>`: the same walks through the reducer there and through the one here, which
 * may be a mutant. Exits 1 at the first difference that anybody could see.
 */

const [, , root = '', seed = '1'] = process.argv;
const STEPS = 400_000;
const PATHS = 40;

interface Reducer {
  readonly session: typeof Session;
  readonly memory: typeof Memory;
  readonly shape: typeof Shape;
}

const reducerIn = async (base: string): Promise<Reducer> => ({
  session: (await import(`${base}/protocol/session.ts`)) as typeof Session,
  memory: (await import(`${base}/protocol/session-memory.ts`)) as typeof Memory,
  shape: (await import(`${base}/protocol/pulse-shape.ts`)) as typeof Shape,
});

const original = await reducerIn(root);
const subject = await reducerIn(new URL('../..', import.meta.url).pathname);
const { HARD_CEILINGS } = (await import(`${root}/protocol/limits.ts`)) as typeof Hard;
const { moves } = (await import(`${root}/test/protocol/session-moves.ts`)) as typeof Moves;
const { CONFIGS, WalkStatistics, walk } = (await import(`${root}/test/protocol/session-walk.ts`)) as typeof Walk;

type Witnessed = Parameters<NonNullable<Parameters<typeof walk>[3]>>[0];

/** All that a band, its flash or its host could ever see of a state. */
const seen = ({ session, memory }: Reducer, state: SessionState): string =>
  JSON.stringify([
    state,
    session.telemetryOf(state, 1, 2),
    session.acknowledgementOf(state),
    memory.memoryOf(state),
    [session.isLive(state), session.isRunning(state), session.latestNow(state), session.remainingMs(state)],
  ]);

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

class Difference extends Error {}

function compareWalks(config: SessionConfig, batch: number): number {
  const statistics = new WalkStatistics();
  for (const path of fc.sample(moves, { numRuns: PATHS, seed: Number(seed) * 7919 + batch })) {
    const states = [original, subject].map((one) => one.session.initialSession(config, 1, HARD_CEILINGS)) as [
      SessionState,
      SessionState,
    ];
    walk(path, config, statistics, (event) => {
      follow(original, states[0], event);
      follow(subject, states[1], event);
      if (seen(original, states[0]) !== seen(subject, states[1])) throw new Difference(JSON.stringify(event));
    });
  }
  return statistics.steps;
}

const segment = fc.tuple(fc.integer({ min: -1001, max: 1001 }), fc.integer({ min: 0, max: 600 }));
const pattern = fc.array(segment, { maxLength: 34 }).map((segments) => {
  const bytes = new DataView(new ArrayBuffer(4 * segments.length));
  segments.forEach(([share, widthUs], i) => {
    bytes.setInt16(4 * i, share, true);
    bytes.setUint16(4 * i + 2, widthUs, true);
  });
  return new Uint8Array(bytes.buffer);
});

function compareShapes(): void {
  for (const bytes of fc.sample(pattern, { numRuns: 20_000, seed: Number(seed) })) {
    const shapes = [original, subject].map(({ shape }) => JSON.stringify(shape.shapeOf(bytes)));
    if (shapes[0] !== shapes[1]) throw new Difference('shapeOf');
  }
}

try {
  if (
    JSON.stringify(original.session.DEFAULT_SESSION_CONFIG) !== JSON.stringify(subject.session.DEFAULT_SESSION_CONFIG)
  )
    throw new Difference('default configuration');
  compareShapes();
  let steps = 0;
  const configs = [...CONFIGS, original.session.DEFAULT_SESSION_CONFIG];
  for (let batch = 0; steps < STEPS; batch++) steps += compareWalks(configs[batch % configs.length]!, batch);
} catch (error) {
  process.stderr.write(`differs: ${String(error)}\n`);
  process.exitCode = 1;
}
