import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportCommand } from '../../host/cli/export.ts';
import { movementEvents } from '../../host/cli/movement-events.ts';
import { type BandCalibration, calibrationFrom } from '../../host/connect/band-calibration.ts';
import { connectDevice } from '../../host/connect/device-connection.ts';
import { type ExerciseEvent, exerciseSession } from '../../host/exercise-session.ts';
import { exerciseById, type MovementEvent } from '../../host/motion/index.ts';
import { keptCalibrations } from '../../host/records/band-calibration-record.ts';
import { openArchive, openStore } from '../../host/records/store.ts';
import { encodeCalibration } from '../../protocol/calibration.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { DEFAULT_MOTION_CONFIGURATION } from '../../protocol/motion-configuration.ts';
import type { Placement } from '../../protocol/placement.ts';
import { HOME_AIR } from '../../sim/air.ts';
import { createVirtualClock } from '../../sim/board/virtual-clock.ts';
import { createWorld } from '../../sim/world.ts';
import { sessionEnd, sessionStart, temporaryDirectory, WALL_MS } from '../records/session-fixture.ts';
import { SEED } from '../seeded.ts';

const SENSORS: readonly Placement[] = ['thigh', 'shank'];

function calibrationOf(share: number): BandCalibration {
  const bytes = encodeCalibration({
    madeAtS: WALL_MS / 1000,
    gyro: { biasRadS: [0.003 * share, -0.002, 0.001], sigmaRadS: 5e-5 },
    accelerometer: {
      poses: 18,
      offsetMs2: [0.2, -0.1 * share, 0.15],
      matrix: [1.01, 0.004, -0.003 * share, 0.992, 0.002, 1.003],
      tiltSigmaRad: 1e-3,
    },
  });
  const read = calibrationFrom(bytes, crc32(bytes));
  if (read.kind !== 'found') throw new Error(read.why);
  return read.found;
}

const CALIBRATIONS = new Map<Placement, BandCalibration>([
  ['thigh', calibrationOf(1)],
  ['shank', calibrationOf(-0.5)],
]);

function liveSession(isCalibrated: boolean): { said: ExerciseEvent[]; dataDir: string; id: string } {
  const dataDir = temporaryDirectory();
  const id = 'live-1';
  const clock = createVirtualClock();
  clock.advanceBy(1234.5678);
  const air = { ...HOME_AIR, lossShare: 0.02, burstPackets: 3 };
  const { devices, movement } = createWorld({ clock, seed: SEED, motionOnly: true, air });
  const bands = devices.map(({ link, placement }) => {
    const calibration = isCalibrated ? CALIBRATIONS.get(placement as Placement) : undefined;
    return {
      connection: connectDevice(link),
      placement: placement as Placement,
      ...(calibration ? { calibration } : {}),
    };
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

async function exportSamples(dataDir: string, id: string, sensor: Placement): Promise<string> {
  const out = join(dataDir, `${sensor}.csv`);
  const what = ['--data', dataDir, '--format', 'samples', '--session', id, '--sensor', sensor, '--out', out];
  await exportCommand().parseAsync(what, { from: 'user' });
  return out;
}

/** Time, angle and confidence of every sample, one number after the other. */
const traceOf = (events: readonly (MovementEvent | ExerciseEvent)[]): number[] =>
  events.flatMap((event) =>
    event.kind === 'angle' ? [...event.tMs].flatMap((tMs, i) => [tMs, event.angleDeg[i]!, event.confidence[i]!]) : [],
  );
const repsOf = (events: readonly (MovementEvent | ExerciseEvent)[]) => events.filter((event) => event.kind === 'rep');

test('a session with calibrated bands, exported and analysed, gives the same angles to the last bit', async () => {
  const { said, dataDir, id } = liveSession(true);
  const live = traceOf(said);
  expect(live).not.toEqual(traceOf(liveSession(false).said));
  const files = await Promise.all(SENSORS.map((sensor) => exportSamples(dataDir, id, sensor)));
  const sensors = new Map(SENSORS.map((sensor, i) => [sensor, files[i]!]));
  const analysed = [...movementEvents({ exercise: 'knee-extension', sensors, out: '' })];
  const again = traceOf(analysed);
  expect(again.length).toBe(live.length);
  expect(again.findIndex((value, i) => !Object.is(value, live[i]))).toBe(-1);
  expect(repsOf(said).length).toBeGreaterThan(5);
  expect(repsOf(analysed)).toStrictEqual(repsOf(said));
});

test('the session says which calibration its numbers rest on', () => {
  const { dataDir, id } = liveSession(true);
  const archive = openArchive(dataDir);
  expect(archive.session(id).session.calibrations).toEqual(
    SENSORS.map((sensor) => ({
      sensor,
      tag: crc32(CALIBRATIONS.get(sensor)!.bytes).toString(16).padStart(8, '0'),
      made_at: new Date(WALL_MS).toISOString(),
    })),
  );
  archive.close();
});
