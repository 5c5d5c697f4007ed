import { join } from 'node:path';
import { exportCommand } from '../../host/cli/export.ts';
import { movementEvents } from '../../host/cli/movement-events.ts';
import type { BandCalibration } from '../../host/connect/band-calibration.ts';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { type ExerciseEvent, exerciseSession } from '../../host/exercise-session.ts';
import { exerciseById, type MovementEvent } from '../../host/motion/index.ts';
import { keptCalibrations } from '../../host/records/band-calibration-record.ts';
import { openStore } from '../../host/records/store.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { Placement } from '../../protocol/placement.ts';
import { type AirPlan, HOME_AIR } from '../../sim/air.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { createWorld } from '../../sim/world.ts';
import { sessionEnd, sessionStart, temporaryDirectory, WALL_MS } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';

export const SENSORS: readonly Placement[] = ['thigh', 'shank'];

export interface LiveSession {
  readonly said: readonly ExerciseEvent[];
  readonly dataDir: string;
  readonly id: string;
}

/** The demonstration's movement over lossy air: what the session said, and where its records lie. */
export function liveSession(
  loss: Pick<AirPlan, 'lossShare' | 'burstPackets'>,
  calibrations: ReadonlyMap<Placement, BandCalibration> = new Map(),
): LiveSession {
  const dataDir = temporaryDirectory();
  const id = 'live-1';
  const clock = createVirtualClock();
  clock.advanceBy(1234.5678);
  const { devices, movement } = createWorld({ clock, seed: SEED, motionOnly: true, air: { ...HOME_AIR, ...loss } });
  const bands = devices.map(({ link, placement: where }) => {
    const placement = where as Placement;
    const calibration = calibrations.get(placement);
    return { connection: connectDevice(link), placement, ...(calibration ? { calibration } : {}) };
  });
  const store = openStore(dataDir, { simulated: true, wallMs: () => WALL_MS });
  const recording = store.begin({ ...sessionStart(id), ...keptCalibrations(bands) });
  const said: ExerciseEvent[] = [];
  exerciseSession({
    bands,
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

/** What `limber analyse reps` makes of the exported samples. */
export async function exportedAndAnalysed({ dataDir, id }: LiveSession): Promise<readonly MovementEvent[]> {
  const files = await Promise.all(SENSORS.map((sensor) => exportSamples(dataDir, id, sensor)));
  const sensors = new Map(SENSORS.map((sensor, i) => [sensor, files[i]!]));
  return [...movementEvents({ exercise: 'knee-extension', sensors, out: '' })];
}

async function exportSamples(dataDir: string, id: string, sensor: Placement): Promise<string> {
  const out = join(dataDir, `${sensor}.csv`);
  const what = ['--data', dataDir, '--format', 'samples', '--session', id, '--sensor', sensor, '--out', out];
  await exportCommand().parseAsync(what, { from: 'user' });
  return out;
}

/** Time, angle and confidence of every sample, one number after the other. */
export const traceOf = (events: readonly (MovementEvent | ExerciseEvent)[]): number[] =>
  events.flatMap((event) =>
    event.kind === 'angle' ? [...event.tMs].flatMap((tMs, i) => [tMs, event.angleDeg[i]!, event.confidence[i]!]) : [],
  );

export const repsOf = (events: readonly (MovementEvent | ExerciseEvent)[]): object[] =>
  events.filter((event) => event.kind === 'rep');
