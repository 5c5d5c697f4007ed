import { expect, test } from 'vitest';
import { askCalibration } from '../../host/connect/band-calibration.ts';
import { greet } from '../../host/connect/greeting.ts';
import { giveCalibration } from '../../host/tools/calibration-store.ts';
import type { StoredCalibration } from '../../protocol/calibration.ts';
import { crc32 } from '../../protocol/crc32.ts';
import { pass, passUntil } from '../virtual-time.ts';
import { calibrationBench } from './calibration-bench.ts';

const GYRO: StoredCalibration = { madeAtS: 1_772_000_000, gyro: { biasRadS: [0.001, -0.002, 0.003], sigmaRadS: 5e-5 } };
const ACCELEROMETER: StoredCalibration = {
  madeAtS: 1_772_000_100,
  accelerometer: { poses: 18, offsetMs2: [0.25, -0.125, 0.5], matrix: [1, 0, 0, 1, 0, 1], tiltSigmaRad: 0.001 },
};
const AXIS: StoredCalibration = {
  madeAtS: 1_772_000_200,
  axis: { axis: [1, 0, 0], upright: [0, 0, 1], qualityPercent: 90 },
};

async function oneBand() {
  const { clock, holder, sensors } = await calibrationBench({ bands: 1 });
  const [{ connection }] = sensors as [(typeof sensors)[number]];
  const kept = async () => {
    await connection.send({ kind: 'SAY_HELLO' });
    await pass(clock, 1000);
    return passUntil(clock, askCalibration(connection, clock, connection.hello()!));
  };
  return { clock, board: holder.devices[0]!.board, connection, kept };
}

test('a band keeps what it was given, tells it back, and still has it after a restart', async () => {
  const { clock, board, connection, kept } = await oneBand();
  expect(await kept()).toEqual({ kind: 'none' });
  const given = await passUntil(clock, giveCalibration(connection, clock, GYRO));
  expect(given.notKept).toBeNull();
  expect(await kept()).toMatchObject({ kind: 'found', found: { bytes: given.bytes } });
  board.reboot('power');
  await pass(clock, 8000);
  const hello = await passUntil(clock, greet(connection, clock));
  expect(hello.calibrationTag).toBe(crc32(given.bytes));
  expect(await kept()).toMatchObject({ kind: 'found', found: { bytes: given.bytes } });
});

test('a part made anew leaves the others; how it was strapped holds until it is calibrated off the body', async () => {
  const { clock, connection, kept } = await oneBand();
  for (const part of [ACCELEROMETER, AXIS]) await passUntil(clock, giveCalibration(connection, clock, part));
  const worn = await kept();
  if (worn.kind !== 'found') throw new Error(worn.kind);
  expect(Object.keys(worn.found.calibration)).toEqual(['madeAtS', 'accelerometer', 'axis']);
  await passUntil(clock, giveCalibration(connection, clock, GYRO));
  const laidDown = await kept();
  if (laidDown.kind !== 'found') throw new Error(laidDown.kind);
  expect(laidDown.found.calibration.accelerometer).toEqual(worn.found.calibration.accelerometer);
  expect(Object.keys(laidDown.found.calibration)).toEqual(['madeAtS', 'gyro', 'accelerometer']);
});

test('what a band keeps and nobody can read is said, and replaced by the next calibration', async () => {
  const { clock, connection, kept } = await oneBand();
  await connection.send({ kind: 'CALIBRATE', counter: 5, payload: Uint8Array.from({ length: 88 }, (_, i) => 7 + i) });
  await pass(clock, 1000);
  expect(await kept()).toMatchObject({ kind: 'lacking', why: 'its layout is version 7, known is version 1' });
  expect((await passUntil(clock, giveCalibration(connection, clock, GYRO))).notKept).toBeNull();
  expect(await kept()).toMatchObject({ kind: 'found', found: { calibration: { madeAtS: GYRO.madeAtS } } });
});
