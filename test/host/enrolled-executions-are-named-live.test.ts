import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repsByTemplates } from '../../host/cli/analyse-reps.ts';
import { exportCommand } from '../../host/cli/export.ts';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { exerciseById } from '../../host/motion/index.ts';
import { ownExercise } from '../../host/own-exercise.ts';
import type { RepRecord, SessionDocument } from '../../host/records/session-document.ts';
import type { Store } from '../../host/records/store.ts';
import { runSession } from '../../host/session.ts';
import { storedDemonstrations } from '../../host/stored-demonstrations.ts';
import { storedReport } from '../../host/stored-report.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { Placement } from '../../protocol/placement.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { composeMovement, type Piece } from '../../sim/body/movement.ts';
import { type Random, seededRandom } from '../../sim/random.ts';
import { createWorld } from '../../sim/world.ts';
import { temporaryDirectory, temporaryStore } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';

const PERSON = 'p-7';
const KINDS = {
  correct: { romDeg: 78, outS: 1.9, holdS: 1.2, backS: 2.1 },
  fast: { romDeg: 78, outS: 0.8, holdS: 0.2, backS: 0.9 },
  'low-amplitude': { romDeg: 42, outS: 1.7, holdS: 1.2, backS: 1.9 },
} as const;
type Kind = keyof typeof KINDS;

/** Done by a human being: a twentieth off in how far, a tenth in how long (standard deviations of the uniform, about). */
function done(kind: Kind, random: Random): Piece[] {
  const { romDeg, ...tempo } = KINDS[kind];
  const [outS, holdS, backS] = [tempo.outS, tempo.holdS, tempo.backS].map((s) => s * random.uniform(0.85, 1.15));
  return [
    { kind: 'rep', romDeg: romDeg * random.uniform(0.93, 1.07), outS: outS!, holdS: holdS!, backS: backS! },
    { kind: 'rest', durationS: random.uniform(0.7, 1.2) },
  ];
}

/** A session of somebody who has just put the bands on anew: in another direction with each seed. */
async function sessionOf(
  store: Store,
  seed: number,
  kinds: readonly Kind[],
  purpose?: 'demonstration',
): Promise<SessionDocument> {
  const clock = createVirtualClock();
  const random = seededRandom(seed);
  const pieces = kinds.flatMap((kind) => done(kind, random));
  const rest: Piece = { kind: 'rest', durationS: 4 };
  const movement = composeMovement([rest, ...pieces, rest], random);
  const { devices } = createWorld({ clock, seed, movement, motionOnly: true });
  const session = runSession({
    id: `s-${seed}`,
    site: 'home-1',
    person: PERSON,
    ...ownExercise(store, PERSON, exerciseById('knee-extension')!, purpose),
    plan: { sets: 1, repsPerSet: kinds.length, restS: 0, stimulation: false, ...(purpose ? { purpose } : {}) },
    bands: devices.map(({ link, placement }) => ({
      connection: connectDevice(link),
      placement: placement as Placement,
    })),
    rateHz: DEFAULT_MOTION_CONFIGURATION.rateHz,
    timeline: clock,
    store,
    say: () => {},
  });
  clock.advanceBy((movement.durationS + 2) * 1000);
  if (session.plan().phase !== 'finished') session.end();
  return session.done;
}

const times = (count: number, kind: Kind): Kind[] => Array.from({ length: count }, () => kind);
const namesOf = (reps: readonly RepRecord[]) => reps.map(({ execution }) => execution?.name);

async function demonstrate(store: Store, seed: number, kind: Kind): Promise<string> {
  const { session, reps } = await sessionOf(store, seed, times(4, kind), 'demonstration');
  // As the page advises: a fast movement may saturate a sensor for a moment.
  const leftOut = reps.flatMap(({ index, doubts }) => (doubts?.length ? [index] : []));
  expect(leftOut.length).toBeLessThanOrEqual(1);
  const outcome = storedDemonstrations(store).prescribe(session.id, { leftOut, by: 'Dr. K', execution: kind });
  expect(outcome).toMatchObject({ prescribed: true });
  return outcome!.message;
}

describe('what was demonstrated is told by name in the next session', () => {
  const MIXED: Kind[] = ['correct', 'fast', 'correct', 'low-amplitude', 'low-amplitude', 'fast', 'correct', 'fast'];

  test.each([SEED, SEED + 100, SEED + 200])(
    'three executions, bands strapped on in another direction (%i)',
    async (seed) => {
      const store = temporaryStore();
      await demonstrate(store, seed, 'correct');
      expect(await demonstrate(store, seed + 1, 'fast')).toMatch(/^Enrolled: [34] repetitions as “fast”\.$/);
      await demonstrate(store, seed + 2, 'low-amplitude');
      const { reps } = await sessionOf(store, seed + 3, MIXED);
      expect(namesOf(reps)).toEqual(MIXED);
      for (const { execution } of reps) expect(execution!.confidence).toBeGreaterThan(0.8);
    },
  );

  test.each([SEED, SEED + 100, SEED + 200])(
    'with the prescription alone, others are like none shown (%i)',
    async (seed) => {
      const store = temporaryStore();
      await demonstrate(store, seed, 'correct');
      const { reps } = await sessionOf(store, seed + 3, MIXED);
      expect(namesOf(reps)).toEqual(MIXED.map((kind) => (kind === 'correct' ? kind : null)));
    },
  );

  test('what was enrolled is exported for `limber analyse reps`, which finds it again', async () => {
    const dataDir = temporaryDirectory();
    const store = temporaryStore({ dataDir });
    await demonstrate(store, SEED, 'correct');
    await demonstrate(store, SEED + 1, 'fast');
    const out = join(dataDir, 'enrolled');
    const what = ['--person', PERSON, '--exercise', 'knee-extension', '--out', out];
    await exportCommand().parseAsync(['--format', 'templates', '--data', dataDir, ...what], { from: 'user' });
    const file = (sensor: string): string => join(out, `s-${SEED + 1}-${sensor}.csv`);
    const sensors = new Map(['thigh', 'shank'].map((sensor) => [sensor, file(sensor)]));
    const reps = repsByTemplates({ sensors, person: PERSON, out: '' }, join(out, 'templates.json'));
    expect(reps.map(({ execution }) => execution)).toEqual(times(4, 'fast'));
  });

  test('the clinician reads it in the report, the patient does not', async () => {
    const store = temporaryStore();
    await demonstrate(store, SEED, 'correct');
    const { session } = await sessionOf(store, SEED + 3, ['correct', 'fast']);
    const report = (reader: 'clinician' | 'patient') =>
      storedReport(store, session.id, { reader, prescriptions: [], timeZone: 'UTC' });
    expect(report('clinician')).toContain('like none shown');
    expect(report('patient')).not.toContain('like none shown');
  });

  test('before anything is prescribed nothing is named', async () => {
    const { reps } = await sessionOf(temporaryStore(), SEED, ['correct', 'fast']);
    expect(reps.map((rep) => 'execution' in rep)).toEqual([false, false]);
  });
});
