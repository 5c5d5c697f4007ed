import { Subject } from 'rxjs';
import type { BandCalibration } from '../../host/connect/band-calibration.ts';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { exerciseById } from '../../host/motion/index.ts';
import { ownExercise } from '../../host/own-exercise.ts';
import { reanalysis } from '../../host/reanalysis/reanalysis.ts';
import type { AnalysisResult } from '../../host/records/analysis-record.ts';
import type { SessionDocument } from '../../host/records/session-document.ts';
import type { Store } from '../../host/records/store.ts';
import type { SessionStart } from '../../host/records/summary.ts';
import { runSession } from '../../host/session.ts';
import type { SessionPlan } from '../../host/session-plan.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { Placement } from '../../protocol/placement.ts';
import { type AirPlan, HOME_AIR } from '../../sim/air.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { composeMovement, type Movement, type Piece } from '../../sim/body/movement.ts';
import { seededRandom } from '../../sim/random.ts';
import { createWorld } from '../../sim/world.ts';
import { sessionEnd, WALL_MS } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';
import { pass, passUntil } from '../virtual-time.ts';

export const PERSON = 'p-7';

export interface SessionScript {
  readonly id?: string;
  readonly person?: string;
  readonly seed?: number;
  /** When it begins. */
  readonly wallMs?: number;
  readonly movement?: Movement;
  readonly air?: Partial<AirPlan>;
  readonly plan?: Partial<SessionPlan>;
  readonly calibration?: BandCalibration;
  /** When both bands are out of reach, from and for how long. */
  readonly break?: { readonly fromMs: number; readonly ms: number };
  /** The samples are over then, as those of a recording. */
  readonly overMs?: number;
}

/** Knee extensions, one after the other, each with a rest behind it. */
export function kneeExtensions(reps: number, seed = SEED, change: { readonly romDeg?: number } = {}): Movement {
  const rest = (durationS: number): Piece => ({ kind: 'rest', durationS });
  const one: Piece = { kind: 'rep', romDeg: 78, outS: 1.6, holdS: 1, backS: 1.8, ...change };
  const pieces = Array.from({ length: reps }, () => [one, rest(1)]).flat();
  return composeMovement([rest(4), ...pieces, rest(3)], seededRandom(seed));
}

/** A simulated person's session with the real stages, bands and store, in virtual time; what a band kept is fetched before it ends. */
export async function storedSession(store: Store, script: SessionScript = {}): Promise<SessionDocument> {
  const { id = 's-1', person = PERSON, seed = SEED, air, plan, calibration, movement: own } = script;
  const clock = createVirtualClock(script.wallMs ?? WALL_MS);
  clock.advanceBy(1234.5678);
  const { devices, movement } = createWorld({
    ...{ clock, seed, motionOnly: true, air: { ...HOME_AIR, ...air } },
    ...(own ? { movement: own } : {}),
  });
  const ended = new Subject<void>();
  const session = runSession({
    id,
    site: 'home-1',
    person,
    ...ownExercise(store, person, exerciseById('knee-extension')!, plan?.purpose),
    plan: { sets: 3, repsPerSet: 99, restS: 5, stimulation: false, ...plan },
    bands: devices.map(({ link, placement }) => ({
      connection: connectDevice(link),
      placement: placement as Placement,
      ...(calibration ? { calibration } : {}),
    })),
    rateHz: DEFAULT_MOTION_CONFIGURATION.rateHz,
    timeline: clock,
    store,
    ended$: ended,
    say: () => {},
  });
  if (script.break) {
    const { fromMs, ms } = script.break;
    clock.after(fromMs, () => devices.forEach((device) => void device.air.dropOut(ms)));
  }
  await pass(clock, script.overMs ?? (movement.durationS + 2) * 1000, 50);
  if (script.overMs !== undefined) ended.next();
  const isWhole = (): boolean => devices.every((one) => !session.healthOf(one.placement)?.completion?.framesAwaited);
  while (script.break && !isWhole()) await pass(clock, 500, 50);
  if (session.plan().phase !== 'finished') session.end();
  return passUntil(clock, session.done);
}

/** The same samples as an earlier motion core left them: under another id, and with one repetition that it did not see. */
export function olderSession(store: Store, of: SessionDocument, change: Partial<SessionStart>): SessionDocument {
  const { id, sensors } = of.session;
  const { motionCore: _, ...start } = store.start(id);
  const recording = store.begin({ ...start, ...change });
  for (const sensor of sensors) for (const block of store.rawSamples(id, sensor)) recording.addSamples(block);
  for (const rep of of.reps.slice(0, -1)) recording.addRep(rep);
  return recording.finish(sessionEnd({ endMs: 1000 * of.session.duration_s }));
}

/** What the present motion core makes of it. */
export function analysedAgain(store: Store, document: SessionDocument): AnalysisResult {
  const steps = reanalysis(store, document);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
