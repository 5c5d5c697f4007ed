import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArchive } from '../../host/records/store.ts';
import { decodeCalibration } from '../../protocol/calibration.ts';
import { expectOneLine, runLimber, scratchFolder } from './limber.ts';
import { type ServedBands, serveBands } from './served-bands.ts';

const SPEED = 6;
const BANDS_LIVE_MS = 120_000;
const data = join(scratchFolder('axis'), 'data');
let patient: ServedBands;
let ports: ServedBands['ports'];

beforeAll(async () => {
  patient = await serveBands({ seed: 3, speed: SPEED, liveMs: BANDS_LIVE_MS });
  ports = patient.ports;
});
afterAll(() => patient.close());

const axis = (...at: readonly string[]) => {
  const named = at.flatMap((port) => ['--port', port]);
  const what = ['--operator', 'A. Example', '--what', 'axis', '--speed', String(SPEED), '--data', data];
  return runLimber(['calibrate', ...named, ...what, '--json']);
};

test('thigh and shank of somebody who exercises the knee: its axis is found, kept by both bands and recorded', async () => {
  const { code, stdout, stderr } = await axis(ports.thigh!, ports.shank!);
  expect(code, stderr).toBe(0);
  const { bands } = JSON.parse(stdout) as { bands: { device: string; axis: number[]; quality_percent: number }[] };
  const archive = openArchive(data);
  for (const { device, axis: found, quality_percent } of bands) {
    expect(quality_percent).toBeGreaterThan(50);
    const [record] = archive.calibrations(device);
    expect(record).toMatchObject({ operator: 'A. Example', onBand: true });
    const read = decodeCalibration(record!.bytes);
    if (!read.ok) throw new Error(read.reason);
    for (const [k, part] of found.entries()) expect(read.value.axis!.axis[k]).toBeCloseTo(part, 3);
  }
  archive.close();
});

test('one band alone has no joint', async () => {
  expectOneLine(await axis(ports.thigh!), 2, /takes two --port, the band nearer to the trunk first/);
});

test('a stim band has no motion sensor', async () => {
  expectOneLine(await axis(ports.thigh!, ports.knee!), 1, /is a stim band: it has no motion sensor/);
});
