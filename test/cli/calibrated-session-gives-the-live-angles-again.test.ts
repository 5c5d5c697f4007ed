import { expect, test } from 'vitest';
import { type BandCalibration, calibrationFrom } from '../../host/connect/band-calibration.ts';
import { openArchive } from '../../host/records/store.ts';
import { encodeCalibration } from '../../protocol/calibration.ts';
import { crc32 } from '../../protocol/crc32.ts';
import type { Placement } from '../../protocol/placement.ts';
import { WALL_MS } from '../records/session-fixture.ts';
import { exportedAndAnalysed, liveSession, repsOf, SENSORS, traceOf } from './live-session.ts';

const LOSS = { lossShare: 0.02, burstPackets: 3 };

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

test('a session with calibrated bands, exported and analysed, gives the same angles to the last bit', async () => {
  const session = liveSession(LOSS, CALIBRATIONS);
  const live = traceOf(session.said);
  expect(live).not.toEqual(traceOf(liveSession(LOSS).said));
  const analysed = await exportedAndAnalysed(session);
  const again = traceOf(analysed);
  expect(again.length).toBe(live.length);
  expect(again.findIndex((value, i) => !Object.is(value, live[i]))).toBe(-1);
  expect(repsOf(session.said).length).toBeGreaterThan(5);
  expect(repsOf(analysed)).toStrictEqual(repsOf(session.said));
});

test('the session says which calibration its numbers rest on', () => {
  const { dataDir, id } = liveSession(LOSS, CALIBRATIONS);
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
