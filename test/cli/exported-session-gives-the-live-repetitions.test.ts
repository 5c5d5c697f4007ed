import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportCommand } from '../../host/cli/export.ts';
import { movementEvents } from '../../host/cli/movement-events.ts';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { type ExerciseEvent, exerciseSession } from '../../host/exercise-session.ts';
import { exerciseById, type MovementEvent } from '../../host/motion/index.ts';
import { openStore } from '../../host/records/store.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { Placement } from '../../protocol/placement.ts';
import { HOME_AIR } from '../../sim/air.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { createWorld } from '../../sim/world.ts';
import { sessionEnd, sessionStart, temporaryDirectory, WALL_MS } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';

const AIRS = [
  { name: '2 % loss', lossShare: 0.02, burstPackets: 3 },
  { name: '20 % loss in bursts of 30 packets, more than is ever asked for again', lossShare: 0.2, burstPackets: 30 },
];
const SENSORS: readonly Placement[] = ['thigh', 'shank'];

/** What a live session over lossy air said, and where its records lie. */
function liveSession(loss: (typeof AIRS)[number]): { said: ExerciseEvent[]; dataDir: string; id: string } {
  const dataDir = temporaryDirectory();
  const id = 'live-1';
  const clock = createVirtualClock();
  clock.advanceBy(1234.5678);
  const { devices, movement } = createWorld({ clock, seed: SEED, motionOnly: true, air: { ...HOME_AIR, ...loss } });
  const store = openStore(dataDir, { simulated: true, wallMs: () => WALL_MS });
  const recording = store.begin(sessionStart(id));
  const said: ExerciseEvent[] = [];
  exerciseSession({
    bands: devices.map(({ link, placement }) => ({
      connection: connectDevice(link),
      placement: placement as Placement,
    })),
    exercise: exerciseById('knee-extension')!,
    rateHz: DEFAULT_MOTION_CONFIGURATION.rateHz,
    timeline: clock,
    originMs: clock.nowMs(),
  }).subscribe((event) => {
    said.push(event);
    if (event.kind === 'recorded') recording.addSamples(event.frame);
  });
  clock.advanceBy((movement.durationS + 2) * 1000);
  recording.finish(sessionEnd());
  store.close();
  return { said, dataDir, id };
}

async function exportSamples(dataDir: string, id: string, sensor: Placement): Promise<string> {
  const out = join(dataDir, `${sensor}.csv`);
  const what = ['--data', dataDir, '--format', 'samples', '--session', id, '--sensor', sensor, '--out', out];
  await exportCommand().parseAsync(what, { from: 'user' });
  return out;
}

const repsOf = (events: readonly (MovementEvent | ExerciseEvent)[]) => events.filter((event) => event.kind === 'rep');

/** Time, angle and confidence of every sample, one number after the other. */
const traceOf = (events: readonly (MovementEvent | ExerciseEvent)[]): number[] =>
  events.flatMap((event) =>
    event.kind === 'angle' ? [...event.tMs].flatMap((tMs, i) => [tMs, event.angleDeg[i]!, event.confidence[i]!]) : [],
  );

test.each(AIRS)(
  'exported and analysed it gives the same repetitions and angles to the last bit: $name',
  async (loss) => {
    const { said, dataDir, id } = liveSession(loss);
    const marks = said.flatMap((event) => (event.kind === 'recorded' ? [...(event.frame.marks ?? [])] : []));
    if (loss.lossShare > 0.1) expect(new Set(marks).size, 'kinds of gaps').toBeGreaterThan(3);
    const files = await Promise.all(SENSORS.map((sensor) => exportSamples(dataDir, id, sensor)));
    const sensors = new Map(SENSORS.map((sensor, i) => [sensor, files[i]!]));
    const analysed = [...movementEvents({ exercise: 'knee-extension', sensors, out: '' })];
    const live = traceOf(said);
    const again = traceOf(analysed);
    expect(again.length).toBe(live.length);
    expect(again.findIndex((value, i) => !Object.is(value, live[i]))).toBe(-1);
    expect(repsOf(said).length).toBeGreaterThan(5);
    // Strict and by Object.is, number for number: confidence, metrics and the time of telling included.
    expect(repsOf(analysed)).toStrictEqual(repsOf(said));
  },
);
